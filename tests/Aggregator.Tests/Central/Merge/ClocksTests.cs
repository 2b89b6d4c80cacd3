using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Options;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Central.Merge;

public sealed class ClocksTests
{
    private const long Start = CentralWorld.StartMs;
    private long _sequence;

    private Flush Word(string region, long watermarkMs, int partition = 0, long next = 10, SourceStates states = SourceStates.None,
        int partitions = 1, string cluster = "kafka", long epoch = 1, long? highestMs = null, params SimulatedLog[] logs) =>
        new(new FlushId(region, "w", epoch, _sequence++), RegionSimulator.WindowMs, 1000, 0, RegionSimulator.Rows(logs, region),
            [
                new SourceProgress(new SourceId(cluster, region, partition), partitions, next, next, 0, logs.Length, 0, 0,
                    watermarkMs, highestMs ?? watermarkMs, states),
            ],
            logs.Length == 0 ? [] : [new OutcomeCount(Outcome.Aggregated, "", logs.Length)]);

    private static CentralEngine Engine(bool eventTime = false) => CentralWorld.NewEngine(new CentralOptions(), eventTime);

    private static RegionFacts Region(ExpositionSnapshot snapshot, string region) =>
        Assert.Single(snapshot.Facts.Regions, facts => string.Equals(facts.Region, region, StringComparison.Ordinal));

    [Fact]
    public void A_region_follows_the_least_of_its_current_partitions()
    {
        var engine = Engine();
        engine.Merge(Word("a", Start - 5_000, partition: 0, partitions: 2), Start);
        engine.Merge(Word("a", Start - 25_000, partition: 1, partitions: 2), Start);
        var region = Region(engine.Publish(Start), "a");
        Assert.Equal(Start - 25_000, region.ClockMs);
        Assert.Equal(25_000, region.LagMs);
        Assert.Equal((2, 2), (region.CurrentPartitions, region.KnownPartitions));
    }

    [Fact]
    public void The_global_clock_is_the_least_of_the_current_regions_and_never_goes_back()
    {
        var engine = Engine();
        engine.Merge(Word("b", Start - 15_000), Start);
        engine.Merge(Word("a", Start - 5_000), Start);
        Assert.Equal(Start - 20_000, engine.Publish(Start).Facts.GlobalEndMs);

        engine.Merge(Word("c", Start - 45_000), Start + 10_000);
        var facts = engine.Publish(Start + 10_000).Facts;
        Assert.True(facts.Regions.All(region => region.IsCurrent));
        Assert.Equal(Start - 20_000, facts.GlobalEndMs);
    }

    [Fact]
    public void A_batch_that_is_behind_the_ledger_does_not_move_the_clock()
    {
        var engine = Engine();
        engine.Merge(Word("a", Start - 20_000, next: 50), Start);
        engine.Merge(Word("a", Start - 5_000, next: 40), Start);
        Assert.Equal(Start - 20_000, Region(engine.Publish(Start), "a").ClockMs);
    }

    [Fact]
    public void A_watermark_ahead_of_now_counts_as_now()
    {
        var engine = Engine();
        engine.Merge(Word("a", Start + 30_000), Start);
        Assert.Equal(Start, Region(engine.Publish(Start), "a").ClockMs);
    }

    [Fact]
    public void A_watermark_too_far_ahead_is_not_current()
    {
        var engine = Engine();
        engine.Merge(Word("a", Start + 120_000), Start);
        var region = Region(engine.Publish(Start), "a");
        Assert.False(region.IsCurrent);
        Assert.Equal(0, region.Completeness);
    }

    [Fact]
    public void An_ended_partition_is_waited_for_no_longer()
    {
        var engine = Engine();
        engine.Merge(Word("a", Start - 40_000, partition: 0, partitions: 2, states: SourceStates.Ended), Start);
        engine.Merge(Word("a", Start - 5_000, partition: 1, partitions: 2), Start);
        var region = Region(engine.Publish(Start), "a");
        Assert.Equal(Start - 5_000, region.ClockMs);
        Assert.Equal((1, 1), (region.CurrentPartitions, region.KnownPartitions));
    }

    [Theory]
    [InlineData(true)] // its topic was taken out of the sources
    [InlineData(false)] // never read by anybody
    public void A_partition_that_nobody_names_for_a_day_while_others_are_read_is_forgotten(bool wasRead)
    {
        var engine = Engine();
        var later = Start + 24 * 3_600_000L;
        if (wasRead) engine.Merge(Word("a", Start - 5_000, cluster: "removed"), Start);
        engine.Merge(Word("a", Start - 5_000, partition: 0, partitions: wasRead ? 1 : 2), Start);

        engine.Merge(Word("a", later - 5_000, next: 20), later);
        Assert.Equal(0.5, Region(engine.Publish(later), "a").Completeness);

        engine.Merge(Word("a", later - 4_000, next: 30), later + 1_000);
        Assert.Equal((1, 1), (Region(engine.Publish(later + 1_000), "a").CurrentPartitions, Region(engine.Publish(later + 1_000), "a").KnownPartitions));
    }

    [Fact]
    public void A_region_that_is_silent_for_days_stays_incomplete()
    {
        var engine = Engine();
        engine.Merge(Word("a", Start - 5_000), Start);

        var region = Region(engine.Publish(Start + 72 * 3_600_000L), "a");

        Assert.Equal((0, 0.0, 1), (region.CurrentPartitions, region.Completeness, region.KnownPartitions));
    }

    [Fact]
    public void A_region_that_returns_after_days_waits_for_all_of_its_partitions()
    {
        var engine = Engine();
        var later = Start + 72 * 3_600_000L;
        for (var partition = 0; partition < 2; partition++) engine.Merge(Word("a", Start - 5_000, partition: partition, partitions: 2), Start);

        engine.Merge(Word("a", later - 5_000, partition: 1, partitions: 2, next: 20), later);

        Assert.Equal(0.5, Region(engine.Publish(later + 1_000), "a").Completeness);
    }

    [Fact]
    public void A_historic_file_counts_by_event_time_only()
    {
        foreach (var eventTime in new[] { false, true })
        {
            var engine = Engine(eventTime);
            engine.Merge(Word("a", Start - 3_600_000, states: SourceStates.Historic), Start);
            var region = Region(engine.Publish(Start), "a");
            Assert.Equal(eventTime ? 1 : 0, region.KnownPartitions);
            Assert.Equal(1, region.Completeness);
            Assert.Equal(eventTime, region.IsCurrent);
        }
    }

    [Fact]
    public void A_new_incarnation_ends_the_standard_input_of_the_one_before()
    {
        var engine = Engine();
        engine.Merge(Word("a", Start - 5_000, cluster: "stdin"), Start);
        engine.Merge(Word("a", Start - 5_000, epoch: 2), Start);
        Assert.Equal(1, Region(engine.Publish(Start), "a").KnownPartitions);
    }

    [Fact]
    public void By_event_time_everything_closes_once_all_sources_have_ended()
    {
        var engine = Engine(eventTime: true);
        var (first, last) = (new SimulatedLog(Start + 1_000), new SimulatedLog(Start + 47_000));
        engine.Merge(Word("a", Start + 42_000, highestMs: Start + 47_000, logs: [first, last]), nowMs: 0);
        var open = new Scrape(engine.Publish(0));
        Assert.Equal(1, open.Sum("namespace_product_gw_http_req"));

        engine.Merge(Word("a", Start + 42_000, highestMs: Start + 47_000, states: SourceStates.Ended), nowMs: 0);
        var snapshot = engine.Publish(0);
        Assert.Equal(2, new Scrape(snapshot).Sum("namespace_product_gw_http_req"));
        Assert.Equal(2, new Scrape(snapshot).Sum("namespace_product_gw_http_req_total"));
        Assert.Equal(Start + 50_000, snapshot.Facts.GlobalEndMs);
    }

    [Fact]
    public void By_event_time_nothing_is_late_and_nothing_expires()
    {
        var engine = Engine(eventTime: true);
        engine.Merge(Word("a", Start, logs: new SimulatedLog(Start)), nowMs: 0);
        engine.Merge(Word("a", Start - 7_200_000, next: 11, logs: new SimulatedLog(Start - 7_200_000)), nowMs: 90_000_000);
        var scrape = new Scrape(engine.Publish(200_000_000));
        Assert.Equal(2, scrape.Sum("namespace_product_gw_http_req_total"));
        Assert.Equal(0, scrape.Sum("namespace_product_gw_http_req_late_total"));
    }

    [Fact]
    public void Going_live_takes_wall_time_as_now()
    {
        var engine = Engine(eventTime: true);
        engine.Merge(Word("a", Start, logs: new SimulatedLog(Start)), Start + 3_600_000);
        Assert.True(Region(engine.Publish(Start + 3_600_000), "a").IsCurrent);
        engine.GoLive(Start + 3_600_000);
        Assert.False(Region(engine.Publish(Start + 3_600_000), "a").IsCurrent);
    }

    [Fact]
    public void A_partition_without_any_watermark_is_not_current()
    {
        var engine = Engine();
        engine.Merge(Word("a", WatermarkTracker.None), Start);
        var region = Region(engine.Publish(Start + 120_000), "a");
        Assert.Equal((0, 1), (region.CurrentPartitions, region.KnownPartitions));
        Assert.Null(region.ClockMs);
    }
}
