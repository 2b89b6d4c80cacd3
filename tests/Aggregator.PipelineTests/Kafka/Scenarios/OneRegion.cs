using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Restart;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>
/// A region of a scenario: a broker, traffic with its truth, and workers and a centre as processes, each started when the
/// scenario wants it. Ends everything at its end.
/// </summary>
internal sealed class OneRegion : IAsyncDisposable
{
    public const string Logs = "logs";
    public const string Compact = "compact";
    public const string Group = "logs-workers";

    /// <summary>Time in which a healthy region has counted what was sent; only a defect takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new();
    private readonly List<AggregatorProcess> _processes = [];
    private readonly CancellationTokenSource _ended = new();
    private Task _sending = Task.CompletedTask;
    private AggregatorProcess? _centre;

    public OneRegion(int partitions, RegionSettings? settings = null, GenerateOptions? options = null, BrokerOptions? broker = null, int mostLogsAMessage = 40)
    {
        Broker = TestBroker.Start(broker);
        Broker.CreateTopic(Logs, partitions);
        Broker.CreateTopic(Compact);
        Traffic = new TopicTraffic(Broker.Bootstrap, Logs, partitions, options ?? Steady, seed: 1, region: settings?.Region ?? RegionOnKafka.Region) { MostLogsAMessage = mostLogsAMessage };
        Files = new RegionOnKafka(Broker.Bootstrap, Logs, Compact, Traffic, settings);
    }

    /// <summary>500 logs a second, some of them damaged: two cores are shared by up to six processes.</summary>
    public static GenerateOptions Steady { get; } = GatewayTraffic.Options with { Rate = 500 };

    public TestBroker Broker { get; }

    public TopicTraffic Traffic { get; }

    /// <summary>The configuration of both tiers.</summary>
    public RegionOnKafka Files { get; }

    /// <summary>The last lines that each process wrote, for when a test fails.</summary>
    public string Output => string.Join("\n----\n", _processes.Select(process => string.Join('\n', process.Output.TrimEnd().Split('\n').TakeLast(20))));

    public AggregatorProcess StartWorker(string name, IReadOnlyDictionary<string, string>? environment = null, string? listen = null) =>
        Keep(Files.StartWorker(name, environment, listen));

    public AggregatorProcess StartCentre(IReadOnlyDictionary<string, string>? environment = null, string? listen = null) =>
        _centre = Keep(Files.StartCentre(environment, listen));

    /// <summary>Sends what is due, until <see cref="StopTrafficAsync"/>.</summary>
    public void StartTraffic() => _sending = Traffic.RunAsync(_ended.Token);

    /// <summary>Everything that was sent is acknowledged.</summary>
    public async Task StopTrafficAsync()
    {
        await _ended.CancelAsync();
        await _sending;
    }

    /// <summary>Scrapes a worker until it is as wanted.</summary>
    public async Task<Exposition> WorkerAsync(AggregatorProcess worker, Func<Exposition, bool> wanted)
    {
        var metrics = await worker.AddressAsync();
        return await Eventually.Async(() => Exposition.ScrapeAsync(_http, metrics), wanted);
    }

    /// <summary>Scrapes the centre once.</summary>
    public async Task<Dictionary<string, double>> CentreAsync() =>
        await Files.TryScrapeAsync(await _centre!.AddressAsync()) ?? throw new InvalidOperationException("The centre does not answer:\n" + _centre.Output);

    /// <summary>Scrapes the centre until it is as wanted.</summary>
    public async Task<Dictionary<string, double>> CentreAsync(Func<Dictionary<string, double>, bool> wanted)
    {
        try
        {
            return await Eventually.Async(CentreAsync, wanted);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', (await CentreAsync()).Where(IsOfTheCentre))}\n{Output}", e);
        }
    }

    /// <summary>A number of the centre's ledger.</summary>
    public async Task<double> LedgerAsync(string name) => RegionOnKafka.Ledger(await CentreAsync(), name);

    /// <summary>Waits until the centre has read so many logs.</summary>
    public Task<Dictionary<string, double>> ReadAsync(long logs) => CentreAsync(scrape => RegionOnKafka.Ledger(scrape, "logs_read_total") >= logs);

    /// <summary>
    /// Every series is the truth's, the ledger knows of no loss, and no counter went back; see
    /// <see cref="RegionOnKafka.ExactAsync"/> for the rest.
    /// </summary>
    public async Task AssertExactAsync(long others = 0, Func<Dictionary<string, double>, Dictionary<string, double>>? view = null)
    {
        var differences = await Files.ExactAsync(await _centre!.AddressAsync(), Traffic.Truth, Patience, others, view);
        Assert.True(differences.Count == 0, $"{string.Join('\n', differences.Take(20))}\n{Output}");
        Assert.Empty(Files.Watch.WentBack);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var process in _processes) await process.DisposeAsync();
        Broker.Faults.Clear();
        await _sending;
        Files.Dispose();
        Traffic.Dispose();
        Broker.Dispose();
        _http.Dispose();
        _ended.Dispose();
    }

    private static bool IsOfTheCentre(KeyValuePair<string, double> sample) => sample.Key.StartsWith("aggregator_central_", StringComparison.Ordinal);

    private AggregatorProcess Keep(AggregatorProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
