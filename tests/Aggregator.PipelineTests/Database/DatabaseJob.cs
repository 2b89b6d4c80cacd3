using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aggregator.Commands;
using Aggregator.PipelineTests.Restart;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>
/// A standalone that follows a gateway's log and has its tables in a database. Levels are believed for a second only, so
/// that every flush has something to look up. Besides the gateway's logs there are logs of product <c>extra</c>, of callers,
/// nodes and APIs of a test's choice.
/// </summary>
internal sealed class DatabaseJob : IAsyncDisposable
{
    // Quotes as they are: a log of many would else be longer than a line may be.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly RestartedJob _job;
    private readonly HttpClient _http = new();
    private AggregatorProcess? _process;
    private Uri? _metrics;
    private long _extra;

    /// <param name="database">Where the tables are; it gets those of the gateway.</param>
    /// <param name="port">The server's unless given.</param>
    /// <param name="mysql">More options of <c>dimensions.mysql</c>, each after a comma.</param>
    /// <param name="cache">Options of the tenants' cache.</param>
    /// <param name="host">The server's name.</param>
    public DatabaseJob(
        TestDatabase database, int? port = null, string mysql = ", refresh_interval: 1h", string cache = "ttl: 1s, missing_ttl: 1s", string host = "127.0.0.1")
    {
        _job = new RestartedJob(
            seed: 4, firstZeroFor: "0s",
            $"{database.Section(port, $", query_timeout: 2s{mysql}", host)}, clusters: {{ mysql: {{ updated_at: updated_at }} }}, tenants: {{ mysql: {{}}, cache: {{ {cache} }} }}, apis: {{ mysql: {{ updated_at: updated_at }} }}");
        foreach (var table in (string[])["clusters", "tenants", "apis"]) Load(database, _job.TablePath(table));
    }

    /// <summary>The gateway.</summary>
    public GatewayTraffic Traffic => _job.Traffic;

    /// <summary>What the process wrote.</summary>
    public string Output => _process!.Output;

    /// <summary>The process.</summary>
    public AggregatorProcess Process => _process!;

    /// <summary>Fills a table with <c>aggregator dimensions load</c>.</summary>
    public static void Load(TestDatabase database, string csv)
    {
        using var output = new StringWriter();
        string[] arguments =
        [
            "dimensions", "load", csv, "--host", "127.0.0.1", "--port", database.Server.Port.ToString(CultureInfo.InvariantCulture),
            "--database", database.Name, "--user", "root",
        ];
        var code = -1;
        InTime.Do(() => code = AggregatorCommand.RunAsync(arguments, output, output).GetAwaiter().GetResult(), "The end of dimensions load");
        Assert.True(code == 0, output.ToString());
    }

    /// <summary>Starts it (again), and returns when it serves.</summary>
    public async Task StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = _job.Start(environment);
        _metrics = await _process.AddressAsync();
    }

    /// <summary>Starts one that must end by itself.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string>? environment = null) => _job.RunAsync(environment);

    /// <summary>Stops it, as an init system does.</summary>
    public async Task StopAsync() => Assert.Equal(0, await _process!.StopAsync());

    /// <summary><c>POST /-/refresh</c>.</summary>
    public async Task RefreshAsync()
    {
        using var answer = await _http.PostAsync(new Uri(_metrics!, "/-/refresh"), content: null);
        Assert.Equal(202, (int)answer.StatusCode);
    }

    /// <summary>Writes a log of a caller's through a node to an API.</summary>
    public void WriteExtra(string uid, string node = "192.0.2.1", string api = "x")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var log = JsonSerializer.SerializeToUtf8Bytes(
            new { __time__ = now, Product = "extra", Api = api, Version = "1", HttpCode = 200, CallerUid = uid, LocalIp = node }, Relaxed);
        Traffic.WriteWholeLines();
        Traffic.WriteRaw([.. log, (byte)'\n']);
        _extra++;
    }

    /// <summary>Writes what is due, and an extra log if one is wanted, until a scrape is as wanted; that scrape.</summary>
    public async Task<Dictionary<string, double>> TrafficUntilAsync(Func<Dictionary<string, double>, bool> wanted, Action<DatabaseJob>? write = null)
    {
        var deadline = TimeProvider.System.GetUtcNow() + Limit;
        while (true)
        {
            Traffic.WriteWholeLines();
            write?.Invoke(this);
            var scrape = await _job.TryScrapeAsync(_metrics!) ?? [];
            if (wanted(scrape)) return scrape;
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException($"It did not come about within {Limit}.\n{Interesting(scrape)}\n{Output}");
            await Task.Delay(100);
        }
    }

    /// <summary>
    /// It catches up, and every log is counted once: each series of the gateway's logs but the tenants' is as the logs say,
    /// and those of tenants have all of them, by whichever level.
    /// </summary>
    public async Task<Dictionary<string, double>> AssertExactAsync(bool withTenants = false)
    {
        Traffic.WriteWholeLines();
        var logs = Traffic.Truth.Logs + _extra;
        var aggregated = Traffic.Truth.Aggregated + _extra;
        var scrape = await _job.UntilAsync(
            _metrics!, scrape => RestartedJob.LogsRead(scrape) == logs && Sum(scrape, "namespace_product_gw_http_req_total") == aggregated);
        var differences = Traffic.Truth.Differences(scrape)
            .Where(line => withTenants || !line.StartsWith("namespace_tenant_gw_", StringComparison.Ordinal))
            .Where(line => !line.Contains("product=\"extra\"", StringComparison.Ordinal))
            .ToList();
        Assert.True(differences.Count == 0, $"{string.Join('\n', differences.Take(20))}\n{Output}");
        foreach (var space in (string[])["product", "api", "tenant"]) Assert.Equal(aggregated, Sum(scrape, $"namespace_{space}_gw_http_req_total"));
        Assert.Equal(1, RestartedJob.Ledger(scrape, "ledger_balanced"));
        _job.AssertNeverWentBack(Output);
        return scrape;
    }

    /// <summary>Sum of a metric's series whose labels contain all of <paramref name="labels"/>.</summary>
    public static double Sum(Dictionary<string, double> scrape, string name, params IReadOnlyList<string> labels) => scrape
        .Where(sample => sample.Key.StartsWith(name, StringComparison.Ordinal) && (sample.Key.Length == name.Length || sample.Key[name.Length] == '{'))
        .Where(sample => labels.All(label => sample.Key.Contains(label, StringComparison.Ordinal)))
        .Sum(sample => sample.Value);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _http.Dispose();
        _job.Dispose();
    }

    private static string Interesting(Dictionary<string, double> scrape) => string.Join('\n', scrape
        .Where(sample => sample.Key.Contains("tenant_", StringComparison.Ordinal) && sample.Key.StartsWith("aggregator", StringComparison.Ordinal)
            || sample.Key.Contains("dimension", StringComparison.Ordinal) || sample.Key.Contains("extra", StringComparison.Ordinal))
        .Select(sample => $"{sample.Key} {sample.Value}"));
}
