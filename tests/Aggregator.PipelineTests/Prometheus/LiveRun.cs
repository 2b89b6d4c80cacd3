using System.Globalization;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>
/// One run that several tests ask about: a standalone with three regions of generated logs, scraped by a real Prometheus
/// every two seconds for a minute and a half, then stopped. Prometheus still answers: every question is about a time in the past.
/// </summary>
public sealed class LiveRun : IAsyncLifetime
{
    /// <summary>Time from one scrape to the next, and how long one may take: enough for a machine that is busy with other tests.</summary>
    public static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(2);

    private static readonly string[] Regions = ["cn-hangzhou", "cn-shanghai", "ap-southeast-1"];

    // One gateway node in eight is missing from the table, so there is a region "unknown", too.
    private static readonly GenerateOptions Calm = new()
    {
        Rate = 400,
        Seed = 7,
        Tenants = 200,
        Products = 8,
        Apis = 60,
        Nodes = 8,
        Regions = Regions,
    };

    private static readonly Dictionary<string, GenerateOptions> Generators = new(StringComparer.Ordinal)
    {
        [Regions[0]] = Calm,
        [Regions[1]] = Calm with { BurstEvery = TimeSpan.FromSeconds(50), BurstFor = TimeSpan.FromSeconds(25) },
        [Regions[2]] = Calm,
    };

    // The last gauges show a full minute, the last rates a minute after the first; there are a burst and a calm in both.
    private static readonly TimeSpan Observed = TimeSpan.FromSeconds(80);

    private readonly TemporaryFolder _folder = new();
    private PrometheusServer? _prometheus;

    /// <summary>The Prometheus that scraped.</summary>
    public PrometheusServer Server => _prometheus!;

    /// <summary>Asks it.</summary>
    public PromQl Queries => Server.Queries;

    /// <summary>What the generators made.</summary>
    public GeneratedTruth Truth { get; private set; } = null!;

    /// <summary>The tables that the standalone looked labels up in.</summary>
    public static GeneratedTables Tables { get; } = new(Calm, Regions, allLevels: false);

    /// <summary>The scrapes in which all gauges show the same minute.</summary>
    public IEnumerable<LiveScrape> ScrapesWithOneEnd => Scrapes.Where(scrape => scrape.HasOneEnd(Generators.Count));

    /// <summary>All scrapes, oldest first, with what each said of itself.</summary>
    public IReadOnlyList<LiveScrape> Scrapes { get; private set; } = [];

    /// <summary>All of <c>/metrics</c>, shortly before the stop.</summary>
    public string Exposition { get; private set; } = "";

    /// <summary>The first scrape that found nobody, in ms since the Unix epoch.</summary>
    public long FirstFailedScrapeMs { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Find();
        await ConfigureAsync(port);
        // Prometheus comes first, so that it sees how every series begins.
        _prometheus = await PrometheusServer.StartAsync($"127.0.0.1:{port}", ScrapeInterval);
        await using (var standalone = AggregatorProcess.Start(["standalone", "--config", _folder["aggregator.yaml"]]))
        {
            Exposition = await ObserveAsync(await standalone.AddressAsync());
            Assert.Equal(0, await standalone.StopAsync());
            Assert.Contains("ledger: balanced", standalone.Output, StringComparison.Ordinal);
        }
        FirstFailedScrapeMs = await Eventually.Async(FirstFailedScrapeAsync, atMs => atMs > 0);
        Scrapes = await LiveScrape.AllAsync(Queries);
        Truth = GeneratedTruth.Of(_folder["data"], Generators);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Waits until enough was scraped; then what a scrape gets.</summary>
    private async Task<string> ObserveAsync(Uri metrics)
    {
        const string published = "aggregator_central_published_at_seconds";
        var first = await Eventually.Async(() => Queries.QueryAsync(published), series => series.Count > 0);
        await Eventually.Async(
            () => Queries.OneAsync(published), atSeconds => atSeconds >= first[0].Last + Observed.TotalSeconds);
        using var http = new HttpClient();
        return await http.GetStringAsync(metrics);
    }

    private async Task<long> FirstFailedScrapeAsync() => (await Queries.QueryAsync("up[10m]")).Single().Samples
        .SkipWhile(up => up.Value == 0)
        .FirstOrDefault(up => up.Value == 0).AtMs;

    private async Task ConfigureAsync(int port)
    {
        Tables.WriteCsv(_folder.Path);
        var sources = Generators.Select(generator => $"  - {{ region: {generator.Key}, generate: {Yaml(generator.Value)} }}");
        await File.WriteAllTextAsync(_folder["aggregator.yaml"], $$"""
            region: cn-hangzhou
            data_dir: data
            sources:
            {{string.Join('\n', sources)}}
            filters:
              - { name: warmup, drop: { field: Domain, equals: {{GeneratedTruth.WarmUpDomain}} } }
            dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv } }
            central: { listen: "127.0.0.1:{{port}}", first_zero_for: 5s }
            """);
    }

    private static string Yaml(GenerateOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{ rate: {options.Rate}, seed: {options.Seed}, tenants: {options.Tenants}, products: {options.Products}, apis: {options.Apis}, "
        + $"nodes: {options.Nodes}, regions: [{string.Join(", ", options.Regions)}], "
        + $"burst_every: {options.BurstEvery.TotalSeconds}s, burst_for: {options.BurstFor.TotalSeconds}s }}");
}
