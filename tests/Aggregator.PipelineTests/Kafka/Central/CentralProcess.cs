using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Central;

/// <summary><c>aggregator central</c> as a process over a folder, started again and again; every counter it shows is watched.</summary>
internal sealed class CentralProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Dictionary<string, double> _counters = new(StringComparer.Ordinal);
    private AggregatorProcess? _process;
    private Uri _metrics = new("http://127.0.0.1");

    /// <param name="regions">Name, bootstrap servers and compact topic of each region.</param>
    public CentralProcess(params IReadOnlyList<(string Region, string Bootstrap, string Topic)> regions)
    {
        var list = string.Join("\n", regions.Select(region =>
            $"    - {{ region: {region.Region}, kafka: {{ bootstrap: \"{region.Bootstrap}\", topic: {region.Topic} }} }}"));
        File.WriteAllText(
            _folder["central.yaml"],
            $"""
            data_dir: data
            central:
              listen: 127.0.0.1:0
              publish_interval: 100ms
              snapshot_interval: 2s
              gap_grace: 0s
              first_zero_for: 0s
              regions:
            {list}
            """);
    }

    /// <summary>What it wrote so far.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Waits until it has written <paramref name="text"/>.</summary>
    public Task SaysAsync(string text) => _process!.SaysAsync(text);

    /// <summary>Starts it (again).</summary>
    public async Task StartAsync(params string[] arguments)
    {
        _process = AggregatorProcess.Start(["central", "--config", _folder["central.yaml"], .. arguments]);
        _metrics = await _process.AddressAsync();
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>SIGTERM; its exit code.</summary>
    public Task<int> StopAsync() => _process!.StopAsync();

    /// <summary>Scrapes everything. No counter may have gone back.</summary>
    public async Task<Exposition> ScrapeAsync()
    {
        var scraped = await Exposition.ScrapeAsync(_http, _metrics);
        foreach (var (name, _, series, value) in scraped.Samples)
        {
            if (!name.EndsWith("_total", StringComparison.Ordinal) || !IsOfTheState(name)) continue;
            Assert.True(value >= _counters.GetValueOrDefault(series), $"{series} went back from {_counters.GetValueOrDefault(series)} to {value}");
            _counters[series] = value;
        }
        return scraped;
    }

    /// <summary>Waits until a metric has a value.</summary>
    public async Task<Exposition> UntilAsync(double value, string metric, string? region = null)
    {
        (string, string)[] labels = region is null ? [] : [("source_region", region)];
        try
        {
            return await Eventually.Async(ScrapeAsync, scraped => Math.Abs(scraped.Sum(metric, labels) - value) < 0.5);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{metric} of {region ?? "all"} did not become {value} but {(await ScrapeAsync()).Sum(metric, labels)}:\n{Output}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    // All else begins with the process.
    private static bool IsOfTheState(string name) =>
        name.StartsWith("namespace_", StringComparison.Ordinal)
        || (name.StartsWith("aggregator_central_", StringComparison.Ordinal) && !name.StartsWith("aggregator_central_topic_", StringComparison.Ordinal));
}
