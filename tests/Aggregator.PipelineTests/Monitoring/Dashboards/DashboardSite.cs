using System.Globalization;
using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Database;
using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;

namespace Aggregator.PipelineTests.Monitoring.Dashboards;

/// <summary>
/// Everything that dashboards can show, at work: two regions on Kafka with a worker each, one with dead letters in a topic and
/// one in a file, and a central job; tables in a database; a product that fails, tenants that are limited, damaged logs, and
/// more error codes than the budget has room for.
/// </summary>
internal sealed class DashboardSite : IAsyncDisposable
{
    /// <summary>The product that fails.</summary>
    public const string FailingProduct = "ecs";

    private const string Near = "cn-hangzhou";
    private const string Far = "eu-west-1";

    // A thousand tenants, of whom the quiet ones have one request a minute: of some, that one is limited.
    private static readonly GenerateOptions Traffic = new()
    {
        Rate = 250,
        Seed = 7,
        Tenants = 1000,
        Products = 4,
        Apis = 24,
        Nodes = 4,
        Regions = [Near, Far],
        Damaged = 0.02,
        BurstProduct = FailingProduct,
        BurstEvery = TimeSpan.FromHours(1),
        BurstFor = TimeSpan.FromHours(1),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly TestBroker _broker = TestBroker.Start();
    private readonly List<TopicTraffic> _traffic = [];
    private readonly List<AggregatorProcess> _processes = [];
    private readonly CancellationTokenSource _ended = new();
    private Task _sending = Task.CompletedTask;

    /// <summary>Where the central job listens.</summary>
    public string Central { get; } = Address();

    /// <summary>Where the regional jobs listen.</summary>
    public IReadOnlyList<string> Workers { get; } = [Address(), Address()];

    /// <summary>Starts all of it over a database without tables.</summary>
    public async Task StartAsync(TestDatabase database)
    {
        new GeneratedTables(Traffic, [Near, Far], allLevels: false).WriteCsv(_folder.Path);
        foreach (var table in (string[])["clusters", "tenants", "apis"]) DatabaseJob.Load(database, _folder[$"{table}.csv"]);
        StartRegion(Near, Workers[0], database, "{ topic: dead }");
        StartRegion(Far, Workers[1], database, "{ file: dead.jsonl }");
        StartCentre(database);
        foreach (var process in _processes) await process.AddressAsync();
        _sending = Task.WhenAll(_traffic.Select(traffic => traffic.RunAsync(_ended.Token)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var process in _processes) await process.DisposeAsync();
        await _sending;
        foreach (var traffic in _traffic) traffic.Dispose();
        _broker.Dispose();
        _ended.Dispose();
        _folder.Dispose();
    }

    private void StartRegion(string region, string listen, TestDatabase database, string deadLetters)
    {
        const int Partitions = 2;
        _broker.CreateTopic($"logs-{region}", Partitions);
        _broker.CreateTopic($"compact-{region}");
        if (region is Near) _broker.CreateTopic("dead");
        Start("regional", $$"""
            region: {{region}}
            data_dir: {{region}}
            kafka: { bootstrap: "{{_broker.Bootstrap}}" }
            sources: [{ kafka: { topic: logs-{{region}}, start: earliest } }]
            compact: { topic: compact-{{region}} }
            dimensions: { {{database.Section()}}, clusters: { mysql: {} }, tenants: { mysql: {}, cache: { ttl: 1s, missing_ttl: 1s } } }
            dead_letters: {{deadLetters}}
            http: { listen: "{{listen}}" }
            """);
        _traffic.Add(new TopicTraffic(_broker.Bootstrap, $"logs-{region}", Partitions, Traffic, seed: 1, region: region));
    }

    private void StartCentre(TestDatabase database) => Start("central", $$"""
        data_dir: central
        dimensions: { {{database.Section()}}, apis: { mysql: {} } }
        central:
          listen: "{{Central}}"
          budgets: { error_code: 60 }
          regions:
            - { region: {{Near}}, kafka: { bootstrap: "{{_broker.Bootstrap}}", topic: compact-{{Near}} } }
            - { region: {{Far}}, kafka: { bootstrap: "{{_broker.Bootstrap}}", topic: compact-{{Far}} } }
        """);

    private void Start(string command, string configuration)
    {
        var file = _folder[$"{command}-{_processes.Count}.yaml"];
        File.WriteAllText(file, configuration);
        _processes.Add(AggregatorProcess.Start([command, "--config", file]));
    }

    private static string Address() => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Find()}");
}
