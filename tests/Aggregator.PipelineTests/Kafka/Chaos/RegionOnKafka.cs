using Aggregator.PipelineTests.Restart;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Kafka.Chaos;

/// <summary>
/// The configuration of a region's workers and of the central job over one cluster, started as processes of their own. They
/// flush, publish and save often, so that a kill at any time meets every kind of moment.
/// </summary>
internal sealed class RegionOnKafka : IDisposable
{
    /// <summary>The region.</summary>
    public const string Region = "cn-hangzhou";

    // Two flush intervals of all but those who flush only when they are told to.
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(2);

    private static readonly string[] Losses =
        ["open_gap_positions", "overlap_positions_total", "lost_positions_total", "imbalance_logs_total"];

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public RegionOnKafka(string bootstrap, string logs, string compact, TopicTraffic traffic, RegionSettings? settings = null)
    {
        settings ??= new RegionSettings();
        traffic.Tables.WriteCsv(_folder.Path);
        File.WriteAllText(
            _folder["regional.yaml"],
            $$"""
            region: {{settings.Region}}
            kafka:
              bootstrap: {{bootstrap}}
              group: {{logs}}-workers
              properties: { reconnect.backoff.max.ms: 500 }
              consumer: { {{settings.Consumer}} }
            sources: [{ kafka: { topic: {{logs}}, start: {{settings.Start}} } }]
            compact: { topic: {{compact}}, delivery: {{settings.Delivery}} }
            dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv } }
            windows: { flush_interval: {{settings.FlushInterval}}, {{settings.Windows}} }
            http: { listen: 127.0.0.1:0 }
            {{settings.Regional}}
            """);
        IEnumerable<(string Region, string Bootstrap, string Compact)> regions = [(settings.Region, bootstrap, compact), .. settings.OtherRegions];
        File.WriteAllText(
            _folder["central.yaml"],
            $$"""
            data_dir: central
            dimensions: { apis: { csv: apis.csv } }
            central:
              listen: 127.0.0.1:0
              regions: [{{string.Join(", ", regions.Select(OfCentre))}}]
              publish_interval: 200ms
              snapshot_interval: 1s
              gap_grace: 30s
            {{settings.Central}}
            """);
    }

    /// <summary>What the centre showed.</summary>
    public CounterWatch Watch { get; } = new();

    /// <summary>The centre's data directory.</summary>
    public string CentralData => _folder["central"];

    /// <summary>A path beside the configuration files <c>regional.yaml</c> and <c>central.yaml</c>.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Starts a worker (again), on a free port unless <paramref name="listen"/> says where.</summary>
    public AggregatorProcess StartWorker(string name, IReadOnlyDictionary<string, string>? environment = null, string? listen = null) =>
        AggregatorProcess.Start(["regional", "--config", _folder["regional.yaml"], "--worker", name, .. ListenAt(listen)], environment);

    /// <summary>Starts the centre (again), on a free port unless <paramref name="listen"/> says where.</summary>
    public AggregatorProcess StartCentre(IReadOnlyDictionary<string, string>? environment = null, string? listen = null) =>
        AggregatorProcess.Start(["central", "--config", _folder["central.yaml"], .. ListenAt(listen)], environment);

    /// <summary>Scrapes everything; null when it cannot be reached (any more).</summary>
    public async Task<Dictionary<string, double>?> TryScrapeAsync(Uri metrics)
    {
        try
        {
            return Watch.Take(await _http.GetStringAsync(metrics));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>
    /// Scrapes until the centre's counters are those of the logs and stay so for two flush intervals, in which what counts twice
    /// would come; the differences that stayed. <paramref name="others"/> logs were sent beside those of the truth, and
    /// <paramref name="view"/> may take their series away before the comparison.
    /// </summary>
    public async Task<List<string>> ExactAsync(
        Uri metrics, Truth truth, TimeSpan limit, long others = 0, Func<Dictionary<string, double>, Dictionary<string, double>>? view = null)
    {
        var until = TimeProvider.System.GetUtcNow() + limit;
        DateTimeOffset? exactSince = null;
        while (true)
        {
            var scrapedAt = TimeProvider.System.GetUtcNow();
            var scrape = await TryScrapeAsync(metrics) ?? [];
            var differences = truth.Differences(view is null ? scrape : view(scrape));
            differences.AddRange(Losses.Where(loss => Ledger(scrape, loss) != 0).Select(loss => $"{loss} is {Ledger(scrape, loss)}"));
            if (Ledger(scrape, "logs_read_total") is var read && read != truth.Logs + others) differences.Insert(0, $"{read} logs read of {truth.Logs + others}");
            exactSince = differences.Count > 0 ? null : exactSince ?? scrapedAt;
            if (scrapedAt - exactSince >= HoldTime || (differences.Count > 0 && scrapedAt > until)) return differences;
            await Task.Delay(200);
        }
    }

    /// <summary>A number of the ledger; -1 when there is no ledger yet.</summary>
    public static double Ledger(Dictionary<string, double> scrape, string name, string region = Region) =>
        scrape.GetValueOrDefault($"aggregator_central_{name}{{source_region=\"{region}\"}}", -1);

    private static IEnumerable<string> ListenAt(string? listen) => listen is null ? [] : ["--listen", listen];

    private static string OfCentre((string Region, string Bootstrap, string Compact) region) =>
        $$"""{ region: {{region.Region}}, kafka: { bootstrap: "{{region.Bootstrap}}", topic: {{region.Compact}}, properties: { reconnect.backoff.max.ms: 500 } } }""";

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }
}
