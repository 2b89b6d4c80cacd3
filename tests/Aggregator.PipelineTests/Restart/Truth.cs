using System.Runtime.InteropServices;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.PipelineTests.Restart;

/// <summary>
/// What the counters must show at the end: every generated log added up the plain way, by the series' text as the
/// exposition writes it. A label set has all its counters, those at 0 too.
/// </summary>
internal sealed class Truth(GeneratedTables tables)
{
    private const string Product = "namespace_product_gw_";
    private const string Api = "namespace_api_gw_";
    private const string Error = "namespace_error_code_gw_";
    private const string Tenant = "namespace_tenant_gw_";

    private readonly Dictionary<string, long> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _latencySumsMs = new(StringComparer.Ordinal);

    /// <summary>Logs added.</summary>
    public long Logs { get; private set; }

    /// <summary>Logs that are neither cut off nor without an API.</summary>
    public long Aggregated { get; private set; }

    /// <summary>Adds a log that was written.</summary>
    public void Add(in GeneratedLog log)
    {
        Logs++;
        if (log.Damage != GeneratedDamage.None) return;
        Aggregated++;
        var (code, slow) = (log.HttpCode, log.LatencyMs > 1000);
        AddToProduct(log, code, slow);

        var priority = log.Api.IsListed ? log.Api.Priority : "unknown";
        var api = $"{{product=\"{log.Api.Product}\",api=\"{log.Api.Name}\",version=\"{log.Api.Version}\",priority=\"{priority}\"}}";
        Count(Api + "http_req_total" + api);
        Count(Api + "http_5xx_total" + api, code / 100 == 5);
        Count(Api + "slow_http_req_total" + api, slow);

        var failed = $"{{product=\"{log.Api.Product}\",api=\"{log.Api.Name}\"";
        if (code >= 400) Count($"{Error}http_code_total{failed},http_code=\"{code}\"}}");
        if (log.ErrorCode.Length > 0) Count($"{Error}error_code_total{failed},error_code=\"{log.ErrorCode}\"}}");

        var tenant = tables.LevelOf(log.Tenant) is { } level
            ? $"{{uid=\"{log.CallerUid}\",gc_level=\"{level}\"}}"
            : "{uid=\"other\",gc_level=\"unknown\"}";
        Count(Tenant + "http_req_total" + tenant);
        Count(Tenant + "limited_req_total" + tenant, code == 429 || log.ErrorCode.StartsWith("Throttling", StringComparison.Ordinal));
    }

    /// <summary>Requests by label set of the product namespace, as the exposition writes it.</summary>
    public Dictionary<string, long> RequestsByProduct() => _counters
        .Where(counter => counter.Key.StartsWith(Product + "http_req_total", StringComparison.Ordinal))
        .ToDictionary(counter => counter.Key[(Product + "http_req_total").Length..], counter => counter.Value, StringComparer.Ordinal);

    /// <summary>Where a scrape differs from the truth, a line each.</summary>
    public List<string> Differences(IReadOnlyDictionary<string, double> scraped)
    {
        var differences = new List<string>();
        foreach (var (series, expected) in _counters) Compare(series, expected);
        foreach (var (series, sumMs) in _latencySumsMs) Compare(series, sumMs / 1000.0);
        foreach (var (series, value) in scraped)
        {
            var isCounter = series.StartsWith("namespace_", StringComparison.Ordinal) && series.Contains("_total{", StringComparison.Ordinal);
            if (isCounter && !_counters.ContainsKey(series)) differences.Add($"{series}: {value}, and no log belongs to it");
        }
        return differences;

        void Compare(string series, double expected)
        {
            if (!scraped.TryGetValue(series, out var value)) differences.Add($"{series}: missing instead of {expected}");
            else if (value != expected) differences.Add($"{series}: {value} instead of {expected}");
        }
    }

    /// <summary>Counters of a scrape that are below the truth, or missing, a line each.</summary>
    public List<string> Shortfalls(IReadOnlyDictionary<string, double> scraped) =>
    [
        .. _counters.Where(counter => scraped.GetValueOrDefault(counter.Key, -1) < counter.Value)
            .Select(counter => $"{counter.Key}: {scraped.GetValueOrDefault(counter.Key, -1)} instead of {counter.Value} at least"),
    ];

    private void AddToProduct(in GeneratedLog log, int code, bool slow)
    {
        var region = log.Node.IsListed ? log.Node.RegionId : "unknown";
        var labels = $"{{product=\"{log.Api.Product}\",region_id=\"{region}\",biz_region_id=\"{log.BizRegionId}\"}}";
        Count(Product + "http_req_total" + labels);
        for (var hundred = 2; hundred <= 5; hundred++) Count($"{Product}http_{hundred}xx_total{labels}", code / 100 == hundred);
        Count(Product + "http_503_total" + labels, code == 503);
        Count(Product + "slow_http_req_total" + labels, slow);
        Count(Product + "rt_seconds_count" + labels);
        // Nothing is late: restarts take seconds, and late begins at minutes.
        Count(Product + "http_req_late_total" + labels, false);
        Count(Product + "http_5xx_late_total" + labels, false);
        CollectionsMarshal.GetValueRefOrAddDefault(_latencySumsMs, Product + "rt_seconds_sum" + labels, out _) += log.LatencyMs;
    }

    private void Count(string series, bool holds = true) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_counters, series, out _) += holds ? 1 : 0;
}
