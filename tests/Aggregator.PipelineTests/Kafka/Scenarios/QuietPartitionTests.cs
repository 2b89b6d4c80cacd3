using Aggregator.PipelineTests.Kafka.Chaos;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>Partitions and workers without logs, and partitions that come later: the region's clock goes on and nothing is missing.</summary>
public sealed class QuietPartitionTests
{
    private static readonly RegionSettings Eager = new()
    {
        Windows = "idle_after: 3s",
        Consumer = "topic.metadata.refresh.interval.ms: 1000",
    };

    [Fact]
    public async Task Idle_partitions_and_a_worker_without_any_hold_nobody_back()
    {
        await using var region = new OneRegion(3, Eager);
        region.Traffic.Partitions = 1;
        var workers = Enumerable.Range(0, 4).Select(i => region.StartWorker($"w{i}")).ToList();
        region.StartCentre();
        region.StartTraffic();

        await ClockGoesOnAsync(region, partitions: 3);
        await region.CentreAsync(scrape => GaugeOf(scrape) > 0);
        var idle = 0;
        foreach (var worker in workers)
        {
            var metrics = await region.WorkerAsync(worker, m => m.Sum("aggregator_regional_assigned") == 1);
            if (metrics.Samples.All(sample => sample.Name is not "aggregator_regional_lag_messages")) idle++;
        }
        Assert.Equal(1, idle);
        await region.StopTrafficAsync();
        await region.AssertExactAsync();
        foreach (var worker in workers) Assert.Equal(0, await worker.StopAsync());
    }

    [Fact]
    public async Task An_empty_topic_is_a_region_on_time_and_its_first_logs_count()
    {
        await using var region = new OneRegion(2, Eager);
        region.StartWorker("w0");
        region.StartCentre();
        await ClockGoesOnAsync(region, partitions: 2);

        region.StartTraffic();
        await region.ReadAsync(1000);
        await region.StopTrafficAsync();
        await region.AssertExactAsync();
    }

    [Theory]
    [InlineData("earliest")]
    [InlineData("latest")]
    public async Task A_partition_that_is_added_is_read_from_its_beginning(string start)
    {
        await using var region = new OneRegion(2, Eager with { Start = start });
        var worker = region.StartWorker("w0");
        region.StartWorker("w1");
        region.StartCentre();
        // Under latest, what came before the first start would not count.
        await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_commits_total") > 0);
        await ClockGoesOnAsync(region, partitions: 2);
        region.StartTraffic();
        await region.ReadAsync(500);

        region.Broker.AddPartitions(OneRegion.Logs, 4);
        region.Traffic.Partitions = 4;
        await ClockGoesOnAsync(region, partitions: 4);
        await region.StopTrafficAsync();
        await region.AssertExactAsync();
        for (var partition = 2; partition < 4; partition++) Assert.True(region.Broker.Offsets(OneRegion.Logs, partition).End > 0);
    }

    [Fact]
    public async Task Markers_and_aborted_records_of_a_transactional_shipper_are_holes_and_no_gap()
    {
        await using var region = new OneRegion(2, Eager);
        region.StartWorker("w0");
        region.StartWorker("w1");
        region.StartCentre();
        using var shipper = new TransactionalTraffic(region.Broker.Bootstrap, OneRegion.Logs, partitions: 2, region.Traffic.Truth);

        for (var i = 0; i < 30; i++)
        {
            shipper.Send(logs: 40);
            shipper.Abort(logs: 25);
        }
        await region.ReadAsync(region.Traffic.Truth.Logs);
        await region.AssertExactAsync();
        // At their ends lie aborted records and markers only: still the clock goes on.
        await ClockGoesOnAsync(region, partitions: 2);
        Assert.True(await region.LedgerAsync("hole_positions_total") >= 30 * (25 + 1));
    }

    /// <summary>The region has all its partitions, is current, and its clock follows the time: it advances by seconds twice.</summary>
    private static async Task ClockGoesOnAsync(OneRegion region, int partitions)
    {
        var (seen, seconds) = (0.0, 0.0);
        await region.CentreAsync(scrape =>
        {
            var clock = RegionOnKafka.Ledger(scrape, "region_watermark_seconds");
            if (clock > seconds) (seen, seconds) = (seen + 1, clock);
            return seen > 3
                && TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - clock < 20
                && RegionOnKafka.Ledger(scrape, "region_current") == 1
                && RegionOnKafka.Ledger(scrape, "region_completeness_ratio") == 1
                && RegionOnKafka.Ledger(scrape, "region_partitions") == partitions;
        });
    }

    private static double GaugeOf(Dictionary<string, double> scrape) =>
        scrape.Where(sample => sample.Key.StartsWith("namespace_product_gw_http_req{", StringComparison.Ordinal)).Sum(sample => sample.Value);
}
