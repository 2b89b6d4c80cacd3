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
/// Alertmanager have the shipped configuration with <see cref="ShorterTimes"/>, the central job's times are as short.
/// </summary>
public sealed class CompletenessRun : IAsyncLifetime
{
    internal const string Near = RegionOnKafka.Region;
    internal const string Far = "eu-west-1";

    /// <summary>The product of the old incident.</summary>
    internal const string Product = "ecs";

    // What TrafficDrop compares with an hour ago.
    private const string Compared = $"product_region:gw_http_req:complete5m{{region_id=~\"{Near}|{Far}\"}}";

    // An hour, which is a minute here, and before it what is averaged.
    private static readonly TimeSpan BaselineLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan PhaseLimit = TimeSpan.FromMinutes(2);

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
        await ShowsAsync($"count(count by (region_id) ({Compared} offset 1m)) == 2", BaselineLimit);

        var owner = await OwnerOfFirstPartitionAsync();
        Lag = await PhaseAsync(async () =>
        {
            await workers[owner].FreezeAsync();
            await SendsAsync("AggregatorRegionIncomplete", Far);
            // For some evaluations, so that the shipped alert would fire by now.
            await ShowsAsync($"ALERTS{{alertname=\"{UngatedTrafficDrop.Name}\",alertstate=\"firing\"}} offset 7s", PhaseLimit);
        });
        Outage = await PhaseAsync(async () =>
        {
            await workers[owner].KillAsync();
            foreach (var (name, worker) in workers)
            {
                if (!string.Equals(name, owner, StringComparison.Ordinal)) Assert.Equal(0, await worker.StopAsync());
            }
            await SendsAsync("AggregatorRegionSilent", Far);
        });
        Return = await PhaseAsync(async () =>
        {
            SendOldIncident();
            StartFar("f0");
            StartFar("f1");
            await SendsAsync("AggregatorRegionSilent", Far, isFiring: false);
            await SendsAsync("AggregatorLateLogs", Far);
            await ComparesAgainAsync();
        });
        Restart = await PhaseAsync(async () =>
        {
            await centre.KillAsync();
            await SendsAsync("AggregatorCentralDown");
            _near.StartCentre(listen: _centreAt);
            await SendsAsync("AggregatorCentralDown", isFiring: false);
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
    private Task ComparesAgainAsync() => ShowsAsync($"count(count by (region_id) ({Compared} offset 20s and {Compared})) == 2", PhaseLimit);

    private Task ShowsAsync(string expression, TimeSpan limit) => AwaitAsync(expression, () => Stack.Queries.QueryAsync(expression), series => series.Count > 0, limit);

    private Task SendsAsync(string alert, string region = "", bool isFiring = true)
    {
        var fromMs = DrillGateway.NowMs;
        return AwaitAsync(
            $"{alert} {region} {(isFiring ? "firing" : "resolved")}", () => Task.FromResult(Stack.Receiver.Notifications),
            sent => sent.Any(n => n.AtMs >= fromMs && n.IsFiring == isFiring && string.Equals(n.Alert, alert, StringComparison.Ordinal) && string.Equals(n["source_region"], region, StringComparison.Ordinal)),
            PhaseLimit);
    }

    private async Task AwaitAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan limit)
    {
        try
        {
            await Eventually.Async(ask, wanted, limit);
        }
        catch (TimeoutException e)
        {
            var alerts = await Stack.Queries.QueryAsync("ALERTS");
            throw new TimeoutException($"{what} did not come.\nAlerts now:\n{string.Join('\n', alerts.Select(alert => string.Join(' ', alert.Labels)))}\nSent:\n{string.Join('\n', Stack.Receiver.Notifications)}\n{_near!.Output}\n{_far!.Output}", e);
        }
    }

    private static async Task<Phase> PhaseAsync(Func<Task> happens)
    {
        var fromMs = DrillGateway.NowMs;
        await happens();
        return new Phase(fromMs, DrillGateway.NowMs);
    }

    private static string Address() => $"127.0.0.1:{FreePort.Find()}";
}
