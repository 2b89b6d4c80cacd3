using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Kafka.Scenarios;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// One run that several tests ask about: two regions on Kafka, of which the far one has most of the traffic, and everything that
/// may be missing is missing in turn: a partition, a region, an hour's logs that come late, the central job. Prometheus and
/// Alertmanager have the shipped configuration with <see cref="ShorterTimes"/>, and so has the central job, as far as its options go.
/// </summary>
public sealed class CompletenessRun : IAsyncLifetime
{
    internal const string Near = RegionOnKafka.Region;
    internal const string Far = "eu-west-1";

    /// <summary>The product of the old incident.</summary>
    internal const string Product = "ecs";

    // What TrafficDrop compares with an hour ago.
    private const string Compared = $"product_region:gw_http_req:complete5m{{region_id=~\"{Near}|{Far}\"}}";

    // The backlog of an old incident: long over when the region is back. Later than counter_max_age, which is a minute here.
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(4);
    private const int BacklogLogs = 4000;

    private static readonly GenerateOptions NearTraffic = new()
    {
        Rate = 200,
        Seed = 11,
        Tenants = 20,
        Products = 1,
        Apis = 6,
        Nodes = 6,
        Damaged = 0,
        Regions = [Near, Far],
    };

    private static readonly RegionSettings FarSettings = new()
    {
        Region = Far,
        // A worker that is frozen keeps its partition.
        Consumer = "session.timeout.ms: 120000",
    };

    private readonly CancellationTokenSource _ended = new();
    private readonly string _centreAt = Address();
    private readonly Dictionary<string, string> _workersAt = new(StringComparer.Ordinal) { ["n0"] = Address(), ["f0"] = Address(), ["f1"] = Address() };
    private OneRegion? _near;
    private OneRegion? _far;
    private TopicTraffic? _light;
    private Task _lightSending = Task.CompletedTask;

    /// <summary>Prometheus, Alertmanager and what it sent.</summary>
    internal MonitoringStack Stack { get; private set; } = null!;

    /// <summary>The worker with most of the far region's logs stands still; the other one goes on.</summary>
    internal Phase Lag { get; private set; } = null!;

    /// <summary>No worker of the far region is there.</summary>
    internal Phase Outage { get; private set; } = null!;

    /// <summary>They are back, and read what was sent meanwhile and an old incident besides.</summary>
    internal Phase Return { get; private set; } = null!;

    /// <summary>The central job is killed, and started again after a while.</summary>
    internal Phase Restart { get; private set; } = null!;

    /// <summary>All of it, from the first series on.</summary>
    internal Phase All { get; private set; } = null!;

    /// <summary>Failures (5xx) of the old incident.</summary>
    internal long OldFailures { get; private set; }

    private AlertWatch Watch => new(Stack, () => $"{_near!.Output}\n{_far!.Output}");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Stack = await MonitoringStack.StartAsync(_centreAt, [.. _workersAt.Values], ShorterTimes.Of, ShorterTimes.Of(UngatedTrafficDrop.Rules()));
        // Most of the far region's logs are in its first partition.
        _far = new OneRegion(2, FarSettings, NearTraffic with { Rate = 1000 });
        _far.Traffic.Partitions = 1;
        _light = new TopicTraffic(_far.Broker.Bootstrap, OneRegion.Logs, 2, NearTraffic with { Rate = 50 }, seed: 2, region: Far);
        _near = new OneRegion(2, new RegionSettings
        {
            OtherRegions = [(Far, _far.Broker.Bootstrap, OneRegion.Compact)],
            Central = "  current_within: 12s\n  counter_max_age: 1m\n  first_zero_for: 1s",
        }, NearTraffic);
        All = await PhaseAsync(RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _lightSending;
        if (_near is not null) await _near.DisposeAsync();
        _light?.Dispose();
        if (_far is not null) await _far.DisposeAsync();
        if (Stack is not null) await Stack.DisposeAsync();
        _ended.Dispose();
    }

    private async Task RunAsync()
    {
        var centre = _near!.StartCentre(listen: _centreAt);
        _near.StartWorker("n0", listen: _workersAt["n0"]);
        var workers = new Dictionary<string, AggregatorProcess>(StringComparer.Ordinal) { ["f0"] = StartFar("f0"), ["f1"] = StartFar("f1") };
        _near.StartTraffic();
        _far!.StartTraffic();
        _lightSending = _light!.RunAsync(_ended.Token);
        // Whole minutes, as an average; by the time that they are an hour ago, a drop has had time to be one.
        await Watch.ShowsAsync($"count(count by (region_id) ({Compared} offset 30s)) == 2");

        var owner = await OwnerOfFirstPartitionAsync();
        Lag = await PhaseAsync(async () =>
        {
            await workers[owner].FreezeAsync();
            await Watch.SendsAsync("AggregatorRegionIncomplete", Far);
            // For some evaluations, so that the shipped alert would fire by now.
            await Watch.ShowsAsync($"ALERTS{{alertname=\"{UngatedTrafficDrop.Name}\",alertstate=\"firing\"}} offset 7s");
        });
        Outage = await PhaseAsync(async () =>
        {
            await workers[owner].KillAsync();
            foreach (var (name, worker) in workers)
            {
                if (!string.Equals(name, owner, StringComparison.Ordinal)) Assert.Equal(0, await worker.StopAsync());
            }
            await Watch.SendsAsync("AggregatorRegionSilent", Far);
        });
        Return = await PhaseAsync(async () =>
        {
            SendOldIncident();
            StartFar("f0");
            StartFar("f1");
            await Task.WhenAll(Watch.SendsAsync("AggregatorRegionSilent", Far, isFiring: false), Watch.SendsAsync("AggregatorLateLogs", Far), ComparesAgainAsync());
        });
        Restart = await PhaseAsync(async () =>
        {
            await centre.KillAsync();
            await Watch.SendsAsync("AggregatorCentralDown");
            _near.StartCentre(listen: _centreAt);
            await Watch.SendsAsync("AggregatorCentralDown", isFiring: false);
            await ComparesAgainAsync();
        });
    }

    private AggregatorProcess StartFar(string name) => _far!.StartWorker(name, listen: _workersAt[name]);

    /// <summary>Logs of a time long ago, in which a product failed: what shippers held all the while.</summary>
    private void SendOldIncident()
    {
        var failing = NearTraffic with { Rate = 50, BurstProduct = Product, BurstShare = 1, BurstEvery = Drill.Always, BurstFor = Drill.Always };
        using var backlog = new TopicTraffic(_far!.Broker.Bootstrap, OneRegion.Logs, 2, failing, seed: 3, Held, Far);
        backlog.SendDue(BacklogLogs);
        backlog.Flush();
        OldFailures = backlog.Sent().Count(Questions.Is5xx);
    }

    private async Task<string> OwnerOfFirstPartitionAsync()
    {
        var positions = await Stack.Queries.QueryAsync($"aggregator_regional_next_position{{source_region=\"{Far}\",partition=\"0\"}}");
        return _workersAt.Single(worker => string.Equals(worker.Value, positions.Single()["instance"], StringComparison.Ordinal)).Key;
    }

    /// <summary>Every region is compared with an hour ago again, and was so for longer than the 18 s that a drop must last.</summary>
    private Task ComparesAgainAsync() => Watch.ShowsAsync($"count(count by (region_id) ({Compared} offset 20s and {Compared})) == 2");

    private static async Task<Phase> PhaseAsync(Func<Task> happens)
    {
        var fromMs = DrillGateway.NowMs;
        await happens();
        return new Phase(fromMs, DrillGateway.NowMs);
    }

    private static string Address() => $"127.0.0.1:{FreePort.Find()}";
}
