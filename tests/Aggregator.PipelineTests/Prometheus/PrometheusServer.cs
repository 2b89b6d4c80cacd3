using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>A real Prometheus with a data directory of its own.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly TemporaryFolder? _folder;
    private readonly HttpClient _http = new();
    private readonly Uri _address;

    private PrometheusServer(string folder, TemporaryFolder? own)
    {
        _folder = own;
        var port = FreePort.Find();
        _address = new Uri($"http://127.0.0.1:{port}/");
        Queries = new PromQl(_http, _address);
        _process = new ServerProcess(
            "prometheus", $"--config.file={Path.Combine(folder, "prometheus.yml")}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn");
    }

    /// <summary>Asks this server.</summary>
    public PromQl Queries { get; }

    /// <summary>Where it answers.</summary>
    public Uri Address => _address;

    /// <summary>What it logged: warnings and errors only.</summary>
    public string Output => _process.Output;

    /// <summary>
    /// Starts one that scrapes one target as job <c>aggregator</c>, and returns when it answers. The target need not be
    /// there yet.
    /// </summary>
    public static async Task<PrometheusServer> StartAsync(string target, TimeSpan scrapeInterval)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["prometheus.yml"], $$"""
            global: { scrape_interval: {{scrapeInterval.TotalSeconds}}s, scrape_timeout: {{scrapeInterval.TotalSeconds}}s }
            scrape_configs:
              - { job_name: aggregator, static_configs: [{ targets: ["{{target}}"] }] }
            """);
        return await StartAsync(folder.Path, folder);
    }

    /// <summary>
    /// Starts one with a folder's <c>prometheus.yml</c>, which keeps its blocks in the folder's <c>data</c>, and returns when it
    /// answers. The folder stays the caller's.
    /// </summary>
    public static Task<PrometheusServer> StartInAsync(string folder) => StartAsync(folder, own: null);

    /// <summary>Prometheus' own metrics.</summary>
    public Task<Exposition> OwnMetricsAsync() => Exposition.ScrapeAsync(_http, new Uri(_address, "metrics"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _folder?.Dispose();
    }

    private static async Task<PrometheusServer> StartAsync(string folder, TemporaryFolder? own)
    {
        var server = new PrometheusServer(folder, own);
        await server._process.AnswersAsync(server._http, new Uri(server._address, "-/ready"));
        return server;
    }
}
