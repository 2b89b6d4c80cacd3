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
        // Only the end can flush: no interval passes, and no window closes before the first second of the next ten.
        var settings = new RegionSettings { FlushInterval = "5m", Windows = "out_of_orderness: 1h" };
        await using var region = new OneRegion(3, settings);
        var worker = region.StartWorker("w0");
        region.StartCentre();
        region.StartTraffic();
        await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_lag_messages") == 0 && region.Traffic.Truth.Logs > 1000);
        await region.StopTrafficAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        Assert.Equal(0, await worker.StopAsync());
        for (var partition = 0; partition < 3; partition++)
        {
            Assert.Equal(region.Broker.Offsets(OneRegion.Logs, partition).End, region.Broker.Committed(OneRegion.Group, OneRegion.Logs, partition));
        }
        await region.AssertExactAsync();
    }

    [Fact]
    public async Task A_quick_restart_under_traffic_moves_no_partition_and_loses_and_repeats_nothing()
    {
        await using var region = new OneRegion(3);
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

    private static bool HasPartitions(Exposition metrics) =>
        metrics.Samples.Any(sample => sample.Name is "aggregator_regional_lag_messages") && metrics.Sum("aggregator_regional_commits_total") > 0;
}
