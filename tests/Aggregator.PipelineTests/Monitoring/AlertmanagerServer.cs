using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>A real Alertmanager, alone (no cluster), with data of its own.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _http = new();

    private AlertmanagerServer(string folder)
    {
        Address = $"127.0.0.1:{FreePort.Find()}";
        _process = new ServerProcess(
            "prometheus-alertmanager", $"--config.file={Path.Combine(folder, "alertmanager.yml")}", $"--storage.path={Path.Combine(folder, "alertmanager")}",
            $"--web.listen-address={Address}", "--cluster.listen-address=", "--log.level=warn");
    }

    /// <summary>Host and port, as Prometheus' configuration writes them.</summary>
    public string Address { get; }

    /// <summary>What it logged: warnings and errors only.</summary>
    public string Output => _process.Output;

    /// <summary>Starts one with a folder's <c>alertmanager.yml</c>, and returns when it answers. The folder stays the caller's.</summary>
    public static async Task<AlertmanagerServer> StartInAsync(string folder)
    {
        var server = new AlertmanagerServer(folder);
        await server._process.AnswersAsync(server._http, new Uri($"http://{server.Address}/-/ready"));
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }
}
