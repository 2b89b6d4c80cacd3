using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Database;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Docs;

/// <summary>
/// A site in small, for the commands of documents: a broker with a minute of January and live traffic, a regional worker, a
/// centre, a Prometheus that scrapes it, a database, and the files that documents name.
/// </summary>
public sealed class SmallSite(SharedMariaDb shared) : IAsyncLifetime
{
    // What documents call the listeners, brokers and folders, and what has their place here.
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal)
    {
        ["127.0.0.1:9466"] = "127.0.0.1:0",
        ["/var/log/nginx/access.log"] = "access.log",
    };
    private readonly TemporaryFolder _folder = new();
    private readonly TestBroker _broker = TestBroker.Start();
    private readonly List<AggregatorProcess> _jobs = [];
    private PrometheusServer? _prometheus;

    /// <summary>Runs a block as a reader would, with this site's places in it.</summary>
    internal Task<(int ExitCode, string Output)> RunAsync(Fence fence)
    {
        var text = _places.Aggregate(fence.Text, (text, place) => text.Replace(place.Key, place.Value, StringComparison.Ordinal));
        return Shell.RunAsync(text, _folder.Path, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
            ["AGGREGATOR"] = Path.Combine(AppContext.BaseDirectory, "aggregator.dll"),
            ["REPOSITORY"] = Repository.Root,
            ["KAFKA_BOOTSTRAP_SERVERS"] = _broker.Bootstrap,
            ["CENTRAL"] = $"http://{_places["127.0.0.1:9464"]}",
            ["WORKER"] = $"http://{_places["127.0.0.1:9465"]}",
            ["PROMETHEUS"] = $"http://{_places["127.0.0.1:9090"]}",
        });
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        SiteFiles.Write(_folder, _broker.Bootstrap, await shared.DatabaseAsync());
        _places["127.0.0.1:9092"] = _broker.Bootstrap;
        _places["/var/lib/aggregator"] = _folder["state"];

        string[] toTopic = ["generate", "--to", "kafka", "--bootstrap", _broker.Bootstrap, "--topic", "gateway-logs"];
        var (code, output) = await AggregatorProcess.RunAsync([.. toTopic, "--create", "6", "--count", "6000", "--rate", "100", "--start", "2026-01-15T13:37:20Z"]);
        Assert.True(code == 0, output);
        _jobs.Add(AggregatorProcess.Start([.. toTopic, "--live", "--rate", "200", "--burst-every", "20s"]));
        _places["127.0.0.1:9465"] = await StartAsync("regional", "--config", _folder["regional.yaml"], "--worker", "standing");
        var centre = _places["127.0.0.1:9464"] = await StartAsync("central", "--config", _folder["central.yaml"], "--data-dir", _folder["state"]);
        _prometheus = await PrometheusServer.StartAsync(centre, TimeSpan.FromSeconds(2));
        _places["127.0.0.1:9090"] = _prometheus.Address.Authority;

        using var http = new HttpClient();
        await Eventually.Async(
            () => Exposition.ScrapeAsync(http, new Uri($"http://{centre}/metrics")),
            scraped => scraped.Sum("namespace_product_gw_http_5xx_total") > 0 && scraped.Sum("namespace_product_gw_http_req_late_total") > 0);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        foreach (var job in _jobs) await job.DisposeAsync();
        _broker.Dispose();
        _folder.Dispose();
    }

    /// <summary>Starts a job; where it listens.</summary>
    private async Task<string> StartAsync(params string[] arguments)
    {
        var job = AggregatorProcess.Start([.. arguments, "--listen", "127.0.0.1:0"]);
        _jobs.Add(job);
        return (await job.AddressAsync()).Authority;
    }
}
