using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>SIGTERM, as deployments send it.</summary>
public sealed class StoppedWorkerTests
{
    [Fact]
    public async Task The_last_flush_commits_everything_that_was_read()
    {
        var settings = new RegionSettings { FlushInterval = "50s" };
        await using var region = new OneRegion(3, settings);
        var worker = region.StartWorker("w0");
        region.StartCentre();
        await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_commits_total") > 0);
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60);
        do
        {
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException("Everything was flushed at once, again and again: nothing is left for the stop.");
            // A window's end may have flushed all of it: then the last flush has nothing to do, and once more.
            region.Traffic.SendDue();
            region.Traffic.Flush();
            await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_next_position") >= EndPositions(region));
        }
        while (CommittedPositions(region) == EndPositions(region));

        Assert.Equal(0, await worker.StopAsync());
        Assert.Equal(EndPositions(region), CommittedPositions(region));
        await region.AssertExactAsync();
    }

    [Fact]
    public async Task A_quick_restart_under_traffic_moves_no_partition_and_loses_and_repeats_nothing()
    {
        await using var region = new OneRegion(3, new RegionSettings { Consumer = "session.timeout.ms: 30000" });
        var other = region.StartWorker("w1");
        var worker = region.StartWorker("w0");
        region.StartCentre();
        region.StartTraffic();
        await region.WorkerAsync(worker, HasPartitions);
        await region.WorkerAsync(other, HasPartitions);
        await region.ReadAsync(500);
        var (state, generation, members) = region.Broker.Group(OneRegion.Group);
        Assert.Equal(GroupState.Stable, state);

        for (var restart = 0; restart < 2; restart++)
        {
            Assert.Equal(0, await worker.StopAsync());
            worker = region.StartWorker("w0");
            await region.WorkerAsync(worker, HasPartitions);
            await region.ReadAsync(region.Traffic.Truth.Logs);
        }

        var after = region.Broker.Group(OneRegion.Group);
        Assert.Equal((GroupState.Stable, generation), (after.State, after.Generation));
        Assert.Equal(members.Order(StringComparer.Ordinal), after.Members.Order(StringComparer.Ordinal));
        var metrics = await region.WorkerAsync(other, _ => true);
        Assert.Equal((1, 0), (metrics.Sum("aggregator_regional_sessions_total"), metrics.Sum("aggregator_regional_session_ends_total")));
        await region.StopTrafficAsync();
        await region.AssertExactAsync();
        Assert.Equal(0, await region.LedgerAsync("repeated_flushes_total"));
    }

    private static long EndPositions(OneRegion region) =>
        Enumerable.Range(0, 3).Sum(partition => region.Broker.Offsets(OneRegion.Logs, partition).End);

    private static long CommittedPositions(OneRegion region) =>
        Enumerable.Range(0, 3).Sum(partition => region.Broker.Committed(OneRegion.Group, OneRegion.Logs, partition) ?? 0);

    private static bool HasPartitions(Exposition metrics) =>
        metrics.Samples.Any(sample => sample.Name is "aggregator_regional_lag_messages") && metrics.Sum("aggregator_regional_commits_total") > 0;
}
