using System.Globalization;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// A product that fails from an onset on, as Prometheus sees its counters: logs are shipped, flushed every 5 s by each region
/// in a phase of its own, published a second later and scraped every 10 s. 100 requests a second and region.
/// </summary>
internal sealed record GatewayFailure
{
    private const int FlushEverySeconds = 5;
    private const int ScrapeEverySeconds = 10;
    private const int PublicationSeconds = 1;
    private const int Rate = 100;

    /// <summary>Label product, a name of its own for each.</summary>
    public required string Product { get; init; }

    /// <summary>Second of the first bad log.</summary>
    public required int Onset { get; init; }

    /// <summary>For how long logs are bad.</summary>
    public int BadSeconds { get; init; } = 600;

    /// <summary>Share of them, in percent.</summary>
    public int BadPercent { get; init; } = 100;

    /// <summary>How many times the usual traffic there is meanwhile.</summary>
    public int Surge { get; init; } = 1;

    /// <summary>Second, modulo 10, of the scrapes.</summary>
    public int ScrapePhase { get; init; }

    /// <summary>Second, modulo 5, of each region's flushes.</summary>
    public IReadOnlyList<int> FlushPhases { get; init; } = [0];

    /// <summary>How long logs take to each region's job.</summary>
    public IReadOnlyList<int> Shipping { get; init; } = [0];

    /// <summary>Its counters up to a second, in promtool's notation.</summary>
    public IEnumerable<(string Series, string Values)> SeriesUntil(int end)
    {
        for (var region = 0; region < FlushPhases.Count; region++)
        {
            var labels = $$"""{product="{{Product}}",region_id="r{{region}}"}""";
            yield return ("namespace_product_gw_http_req_total" + labels, Values(region, end, Requests));
            yield return ("namespace_product_gw_http_5xx_total" + labels, Values(region, end, Failures));
        }
    }

    private string Values(int region, int end, Func<int, int> countUntil)
    {
        var values = new List<string>();
        for (var second = 0; second <= end; second++)
        {
            var isScrape = second % ScrapeEverySeconds == ScrapePhase;
            values.Add(isScrape ? Shown(region, second, countUntil).ToString(CultureInfo.InvariantCulture) : "_");
        }
        return string.Join(' ', values);
    }

    // A counter that is old, as most are: Prometheus takes one near 0 for one that began within the range.
    private int Shown(int region, int scrape, Func<int, int> countUntil)
    {
        var published = scrape - PublicationSeconds;
        var flush = published - Modulo(published - FlushPhases[region], FlushEverySeconds);
        return 1_000_000 + countUntil(Math.Max(0, flush - Shipping[region % Shipping.Count]));
    }

    private int Requests(int second) => Rate * (second + (Surge - 1) * Bad(second));

    private int Failures(int second) => Rate * Surge * Bad(second) * BadPercent / 100;

    private int Bad(int second) => Math.Clamp(second - Onset, 0, BadSeconds);

    private static int Modulo(int value, int by) => (value % by + by) % by;
}
