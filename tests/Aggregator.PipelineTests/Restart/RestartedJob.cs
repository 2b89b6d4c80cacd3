using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Restart;

/// <summary>
/// A standalone that follows a gateway's log, and that can be started again and again over one data directory. It
/// flushes, publishes and saves often, so that a kill at any time meets every kind of moment.
/// </summary>
internal sealed class RestartedJob : IDisposable
{
    private static readonly string[] Losses =
        ["gaps_total", "open_gap_positions", "overlap_positions_total", "repeated_flushes_total", "lost_positions_total", "imbalance_logs_total"];

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <param name="seed">Of the traffic.</param>
    /// <param name="firstZeroFor">How long a new counter shows 0.</param>
    /// <param name="dimensions">Where the tables are; unless given, in files.</param>
    public RestartedJob(
        int seed, string firstZeroFor = "10s",
        string dimensions = "clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv }")
    {
        Traffic = new GatewayTraffic(_folder["logs"], seed);
        Traffic.Tables.WriteCsv(_folder.Path);
        File.WriteAllText(
            _folder["aggregator.yaml"],
            $$"""
            region: cn-hangzhou
            data_dir: data
            sources: [{ file: logs/app.log* }]
            dimensions: { {{dimensions}} }
            windows: { flush_interval: 1s }
            central:
              listen: 127.0.0.1:0
              publish_interval: 200ms
              snapshot_interval: 1s
              gap_grace: 0s
              first_zero_for: {{firstZeroFor}}
            """);
    }

    /// <summary>What it reads.</summary>
    public GatewayTraffic Traffic { get; }

    /// <summary>What it showed.</summary>
    public CounterWatch Watch { get; } = new();

    /// <summary>Its configuration file.</summary>
    public string ConfigPath => _folder["aggregator.yaml"];

    /// <summary>A table as a file; it is there whether or not it is read.</summary>
    public string TablePath(string table) => _folder[table + ".csv"];

    /// <summary>Its data directory.</summary>
    public string DataDir => _folder["data"];

    /// <summary>Starts it (again).</summary>
    public AggregatorProcess Start(IReadOnlyDictionary<string, string>? environment = null) =>
        AggregatorProcess.Start(["standalone", "--config", ConfigPath], environment);

    /// <summary>Starts one that must end by itself.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string>? environment = null) =>
        AggregatorProcess.RunAsync(Start(environment));

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

    /// <summary>Scrapes until the ledger has every log that was written; the scrape.</summary>
    public Task<Dictionary<string, double>> CaughtUpAsync(Uri metrics) => UntilAsync(metrics, scrape => LogsRead(scrape) == Traffic.Truth.Logs);

    /// <summary>Scrapes until every counter is as the logs say, the hold at 0 included; the differences that stayed.</summary>
    public async Task<List<string>> ExactAsync(Uri metrics)
    {
        var last = await CaughtUpAsync(metrics);
        for (var i = 0; i < 150 && Traffic.Truth.Differences(last).Count > 0; i++)
        {
            await Task.Delay(100);
            last = await TryScrapeAsync(metrics) ?? last;
        }
        return Traffic.Truth.Differences(last);
    }

    /// <summary>
    /// Starts it a last time: it catches up, its counters are those of the logs, the ledger balances, and no counter
    /// that was ever seen is less or missing.
    /// </summary>
    public async Task AssertExactAsync(string hint = "")
    {
        Traffic.WriteWholeLines();
        await using var process = Start();
        var metrics = await process.AddressAsync();
        var differences = await ExactAsync(metrics);
        var scrape = await UntilAsync(metrics, _ => true);

        Assert.True(differences.Count == 0, $"{hint}\n{string.Join('\n', differences.Take(20))}\n{process.Output}");
        AssertNeverWentBack(hint);
        Assert.Empty(Watch.Missing);
        foreach (var loss in Losses) Assert.True(Ledger(scrape, loss) == 0, $"{hint}\n{loss} is not 0.\n{process.Output}");
        Assert.Equal(1, Ledger(scrape, "ledger_balanced"));
        Assert.Equal(0, await process.StopAsync());
        Assert.Contains("ledger: balanced", process.Output, StringComparison.Ordinal);
    }

    /// <summary>No counter ever seen was less in a later scrape.</summary>
    public void AssertNeverWentBack(string hint = "") =>
        Assert.True(Watch.WentBack.Count == 0, $"{hint}\n{string.Join('\n', Watch.WentBack.Take(20))}");

    /// <summary>Scrapes until the answer is as wanted.</summary>
    public Task<Dictionary<string, double>> UntilAsync(Uri metrics, Func<Dictionary<string, double>, bool> wanted) =>
        Eventually.Async(async () => await TryScrapeAsync(metrics) ?? [], wanted);

    /// <summary>Logs in the centre's ledger.</summary>
    public static double LogsRead(Dictionary<string, double> scrape) => Ledger(scrape, "logs_read_total");

    /// <summary>A number of the ledger; -1 when there is no ledger yet.</summary>
    public static double Ledger(Dictionary<string, double> scrape, string name) =>
        scrape.GetValueOrDefault($"aggregator_central_{name}{{source_region=\"cn-hangzhou\"}}", -1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        Traffic.Dispose();
        _folder.Dispose();
    }
}
