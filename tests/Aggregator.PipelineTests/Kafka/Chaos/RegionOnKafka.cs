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

    private static readonly string[] Losses =
        ["open_gap_positions", "overlap_positions_total", "lost_positions_total", "imbalance_logs_total"];

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public RegionOnKafka(string bootstrap, string logs, string compact, TopicTraffic traffic, string delivery = "exactly-once")
    {
        traffic.Tables.WriteCsv(_folder.Path);
        File.WriteAllText(
            _folder["regional.yaml"],
            $$"""
            region: {{Region}}
            kafka:
              bootstrap: {{bootstrap}}
              group: {{logs}}-workers
              properties: { reconnect.backoff.max.ms: 500 }
            sources: [{ kafka: { topic: {{logs}}, start: earliest } }]
            compact: { topic: {{compact}}, delivery: {{delivery}} }
            dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv } }
            windows: { flush_interval: 1s }
            http: { listen: 127.0.0.1:0 }
            """);
        File.WriteAllText(
            _folder["central.yaml"],
            $$"""
            data_dir: central
            dimensions: { apis: { csv: apis.csv } }
            central:
              listen: 127.0.0.1:0
              regions: [{ region: {{Region}}, kafka: { bootstrap: "{{bootstrap}}", topic: {{compact}}, properties: { reconnect.backoff.max.ms: 500 } } }]
              publish_interval: 200ms
              snapshot_interval: 1s
              gap_grace: 30s
            """);
    }

    /// <summary>What the centre showed.</summary>
    public CounterWatch Watch { get; } = new();

    /// <summary>The centre's data directory.</summary>
    public string CentralData => _folder["central"];

    /// <summary>Starts a worker (again).</summary>
    public AggregatorProcess StartWorker(string name) =>
        AggregatorProcess.Start(["regional", "--config", _folder["regional.yaml"], "--worker", name]);

    /// <summary>Starts the centre (again).</summary>
    public AggregatorProcess StartCentre() => AggregatorProcess.Start(["central", "--config", _folder["central.yaml"]]);

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

    /// <summary>Scrapes until the centre's counters are those of the logs; the differences that stayed.</summary>
    public async Task<List<string>> ExactAsync(Uri metrics, Truth truth, TimeSpan limit)
    {
        var until = TimeProvider.System.GetUtcNow() + limit;
        while (true)
        {
            var scrape = await TryScrapeAsync(metrics) ?? [];
            var differences = truth.Differences(scrape);
            differences.AddRange(Losses.Where(loss => Ledger(scrape, loss) != 0).Select(loss => $"{loss} is {Ledger(scrape, loss)}"));
            if (Ledger(scrape, "logs_read_total") != truth.Logs) differences.Insert(0, $"{Ledger(scrape, "logs_read_total")} logs read of {truth.Logs}");
            if (differences.Count == 0 || TimeProvider.System.GetUtcNow() > until) return differences;
            await Task.Delay(200);
        }
    }

    /// <summary>A number of the ledger; -1 when there is no ledger yet.</summary>
    public static double Ledger(Dictionary<string, double> scrape, string name) =>
        scrape.GetValueOrDefault($"aggregator_central_{name}{{source_region=\"{Region}\"}}", -1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }
}
