using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>Workers that leave in the middle of a flush, for good or for a while, and others that take over.</summary>
public sealed class FencedWorkerTests
{
    private static readonly RegionSettings ShortSession = new() { Consumer = "session.timeout.ms: 4000, heartbeat.interval.ms: 1000" };

    // transaction.timeout.ms is 10 s; what is beyond it is the broker's clock and a loaded machine.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_transaction_that_a_killed_worker_left_open_holds_readers_no_longer_than_its_timeout()
    {
        await using var region = new OneRegion(4, ShortSession);
        region.StartWorker("w1");
        var worker = region.StartWorker("w0");
        region.StartCentre();
        region.StartTraffic();
        await BothCommitAsync(region, worker);

        await AtTheEndOfAFlushAsync(region, worker.KillAsync);
        var killed = TimeProvider.System.GetTimestamp();
        var (_, hungAt, stable) = region.Broker.Offsets(OneRegion.Compact, 0);
        Assert.True(stable < hungAt, "No transaction was open.");
        await Eventually.Async(() => Task.FromResult(region.Broker.Offsets(OneRegion.Compact, 0).LastStable), now => now >= hungAt);
        Assert.InRange(TimeProvider.System.GetElapsedTime(killed), TimeSpan.Zero, LongestHold);

        await region.StopTrafficAsync();
        await region.AssertExactAsync();
    }

    [Fact]
    public async Task A_worker_that_wakes_after_its_partitions_moved_is_refused_and_begins_anew_in_the_same_process()
    {
        await using var region = new OneRegion(4, ShortSession);
        var other = region.StartWorker("w1");
        var worker = region.StartWorker("w0");
        region.StartCentre();
        region.StartTraffic();
        await BothCommitAsync(region, worker);

        await AtTheEndOfAFlushAsync(region, worker.FreezeAsync);
        await region.WorkerAsync(other, metrics => Partitions(metrics) == 4);
        // The partitions are read on by the other worker, so the brokers have ended the transaction.
        await region.ReadAsync(region.Traffic.Truth.Logs);
        await worker.ThawAsync();

        var rebuilt = await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_session_ends_total") >= 1 && Partitions(metrics) == 2);
        Assert.True(rebuilt.Sum("aggregator_regional_sessions_total") >= 2, worker.Output);
        await worker.SaysAsync("session ended");
        await region.StopTrafficAsync();
        await region.AssertExactAsync();
        Assert.Equal(0, await worker.StopAsync());
    }

    private static int Partitions(Exposition metrics) => metrics.Samples.Count(sample => sample.Name is "aggregator_regional_lag_messages");

    private static Task<Exposition> BothCommitAsync(OneRegion region, AggregatorProcess worker) =>
        region.WorkerAsync(worker, metrics => Partitions(metrics) == 2 && metrics.Sum("aggregator_regional_commits_total") > 0);

    /// <summary>Does something to w0 when its rows and offsets are sent and the end of its transaction is not.</summary>
    private static async Task AtTheEndOfAFlushAsync(OneRegion region, Func<Task> happens)
    {
        var fault = region.Broker.Faults.Add(new Fault
        {
            Effect = FaultEffect.DropBefore,
            Api = ApiKey.EndTxn,
            Delay = TimeSpan.FromSeconds(2),
            ClientId = $"aggregator-{RegionOnKafka.Region}-w0",
            Times = 1,
        });
        await fault.Acted.WaitAsync(TimeSpan.FromSeconds(30));
        await happens();
    }
}
