using System.Diagnostics;
using System.Text;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>A real Prometheus with a data directory of its own, which scrapes one target as job <c>aggregator</c>.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryFolder _folder;
    private readonly StringBuilder _output = new();
    private readonly HttpClient _http = new();
    private readonly Uri _address;

    private PrometheusServer(TemporaryFolder folder, int port)
    {
        _folder = folder;
        _address = new Uri($"http://127.0.0.1:{port}/");
        Queries = new PromQl(_http, _address);
        var start = new ProcessStartInfo("prometheus") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add($"--config.file={folder["prometheus.yml"]}");
        start.ArgumentList.Add($"--storage.tsdb.path={folder["data"]}");
        start.ArgumentList.Add($"--web.listen-address=127.0.0.1:{port}");
        start.ArgumentList.Add("--log.level=warn");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Asks this server.</summary>
    public PromQl Queries { get; }

    /// <summary>Where it answers.</summary>
    public Uri Address => _address;

    /// <summary>What it logged: warnings and errors only.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts it, and returns when it answers. The target need not be there yet.</summary>
    public static async Task<PrometheusServer> StartAsync(string target, TimeSpan scrapeInterval)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["prometheus.yml"], $$"""
            global: { scrape_interval: {{scrapeInterval.TotalSeconds}}s, scrape_timeout: {{scrapeInterval.TotalSeconds}}s }
            scrape_configs:
              - { job_name: aggregator, static_configs: [{ targets: ["{{target}}"] }] }
            """);
        var server = new PrometheusServer(folder, FreePort.Find());
        await Eventually.Async(server.IsReadyAsync, isReady => isReady);
        return server;
    }

    /// <summary>Prometheus' own metrics.</summary>
    public Task<Exposition> OwnMetricsAsync() => Exposition.ScrapeAsync(_http, new Uri(_address, "metrics"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException("Prometheus ended:\n" + Output);
        try
        {
            using var answer = await _http.GetAsync(new Uri(_address, "-/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
