using Aggregator.Central;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Central.Merge;

public sealed class LedgerTests
{
    private readonly RegionSimulator _region = new("a");
    private readonly CentralEngine _engine = CentralWorld.NewEngine(new CentralOptions());
    private long _nowMs = CentralWorld.StartMs;

    private RegionLedgerReport Ledger => Assert.Single(_engine.Ledger.Regions);

    private Flush NextFlush(int logs = 5)
    {
        _nowMs += 5_000;
        for (var i = 0; i < logs; i++) _region.Write(new SimulatedLog(_nowMs - 2_000));
        return _region.Flush(_nowMs);
    }

    [Fact]
    public void An_exact_repeat_is_dropped_and_counted()
    {
        var flush = NextFlush();
        _engine.Merge(flush, _nowMs);
        _engine.Merge(NextFlush(), _nowMs);
        _engine.Merge(flush, _nowMs);

        Assert.Equal(10, Ledger.LogsRead);
        Assert.Equal(10, Ledger.CountedTotal);
        Assert.Equal(1, Ledger.RepeatedFlushes);
        Assert.True(Ledger.IsBalanced);
        Assert.Equal(CentralEventKind.RepeatDropped, Assert.Single(_engine.DrainEvents()).Kind);
    }

    [Fact]
    public void The_same_positions_of_another_incarnation_are_applied_and_reported()
    {
        var flush = NextFlush();
        _engine.Merge(flush, _nowMs);
        _engine.Merge(flush with { Id = flush.Id with { Epoch = 2 } }, _nowMs);

        Assert.Equal(10, Ledger.CountedTotal);
        Assert.Equal(5, Ledger.OverlapPositions);
        Assert.False(Ledger.IsBalanced);
        var reported = Assert.Single(_engine.DrainEvents());
        Assert.Equal((CentralEventKind.Overlap, 5L), (reported.Kind, reported.Amount));
    }

    [Fact]
    public void A_missing_flush_is_a_gap_after_the_grace_time()
    {
        _engine.Merge(NextFlush(), _nowMs);
        NextFlush(7);
        _engine.Merge(NextFlush(), _nowMs);
        _engine.Publish(_nowMs + 59_999);
        Assert.Empty(_engine.DrainEvents());

        _engine.Publish(_nowMs + 60_000);
        var reported = Assert.Single(_engine.DrainEvents());
        Assert.Equal((CentralEventKind.Gap, 7L), (reported.Kind, reported.Amount));
        Assert.Equal((1, 7), (Ledger.Gaps, Ledger.OpenGapPositions));
        Assert.False(Ledger.IsBalanced);
    }

    [Fact]
    public void By_event_time_a_missing_flush_is_a_gap_once_every_source_has_ended()
    {
        var engine = CentralWorld.NewEngine(new CentralOptions(), eventTime: true);
        engine.Merge(NextFlush(), _nowMs);
        NextFlush(7);
        engine.Merge(NextFlush(), _nowMs);
        engine.Publish(_nowMs);
        Assert.Empty(engine.DrainEvents());

        engine.Merge(_region.Flush(_nowMs, SourceStates.Ended), _nowMs);
        Assert.False(engine.Publish(_nowMs).Facts.Ledger.IsBalanced);
        Assert.Equal(7, Assert.Single(engine.Ledger.Regions).OpenGapPositions);
        Assert.Equal(CentralEventKind.Gap, Assert.Single(engine.DrainEvents()).Kind);
    }

    [Fact]
    public void Flushes_out_of_order_balance_once_all_are_there()
    {
        Flush[] flushes = [NextFlush(), NextFlush(), NextFlush()];
        _engine.Merge(flushes[0], _nowMs);
        _engine.Merge(flushes[2], _nowMs);
        _engine.Publish(_nowMs + 30_000);
        _engine.Merge(flushes[1], _nowMs + 30_000);
        _engine.Publish(_nowMs + 120_000);

        Assert.Empty(_engine.DrainEvents());
        Assert.True(Ledger.IsBalanced);
        Assert.Equal(15, Ledger.CountedTotal);
    }

    [Fact]
    public void A_moved_partitions_new_owner_may_be_heard_before_the_last_word_of_the_old_one()
    {
        var first = NextFlush();
        var lastOfOld = NextFlush();
        var firstOfNew = NextFlush() with { Id = new FlushId("a", "worker-1", 9, 0) };
        _engine.Merge(first, _nowMs);
        _engine.Merge(firstOfNew, _nowMs);
        var clockMs = Assert.Single(_engine.Publish(_nowMs).Facts.Regions).ClockMs;
        // A watermark that would move the clock, if it were not behind what the new owner said.
        var ahead = lastOfOld.Sources[0] with { WatermarkMs = _nowMs };
        _engine.Merge(lastOfOld with { Sources = [ahead] }, _nowMs + 30_000);

        var published = _engine.Publish(_nowMs + 59_000);
        Assert.Equal(clockMs, Assert.Single(published.Facts.Regions).ClockMs);
        Assert.Empty(_engine.DrainEvents());
        Assert.True(Ledger.IsBalanced);
        Assert.Equal((15, 0), (Ledger.CountedTotal, Ledger.Gaps));
    }

    [Fact]
    public void Two_regions_with_the_same_source_id_are_told_and_do_not_disturb_each_other()
    {
        var flush = NextFlush();
        _engine.Merge(flush, _nowMs);
        _engine.Merge(flush with { Id = flush.Id with { Region = "b" } }, _nowMs);
        _engine.Merge(NextFlush(), _nowMs);

        Assert.All(_engine.Ledger.Regions, region => Assert.True(region.IsBalanced));
        var reported = Assert.Single(_engine.DrainEvents());
        Assert.Equal((CentralEventKind.SharedSource, "b"), (reported.Kind, reported.Region));

        _engine.Merge(NextFlush() with { Id = new FlushId("b", "w", 1, 1) }, _nowMs);
        Assert.DoesNotContain(_engine.DrainEvents(), again => again.Kind == CentralEventKind.SharedSource);
    }

    [Fact]
    public void Lost_positions_are_reported_at_once_and_holes_are_only_counted()
    {
        var flush = NextFlush();
        var source = flush.Sources[0] with { Next = flush.Sources[0].Next + 9, Holes = 6, Lost = 3 };
        _engine.Merge(flush with { Sources = [source] }, _nowMs);

        Assert.Equal((6, 3), (Ledger.Holes, Ledger.LostPositions));
        Assert.Equal((CentralEventKind.Lost, 3L), (_engine.DrainEvents()[0].Kind, Ledger.LostPositions));
    }

    [Theory]
    [InlineData(+1, 0)]
    [InlineData(0, -2)]
    public void A_flush_that_does_not_add_up_is_reported(int moreRead, int moreAggregated)
    {
        var flush = NextFlush();
        var source = flush.Sources[0] with { Logs = flush.Sources[0].Logs + moreRead };
        var outcome = flush.Outcomes[0] with { Count = flush.Outcomes[0].Count + moreAggregated };
        _engine.Merge(flush with { Sources = [source], Outcomes = [outcome] }, _nowMs);

        Assert.False(Ledger.IsBalanced);
        Assert.True(Ledger.ImbalanceLogs > 0);
        Assert.Equal(CentralEventKind.Imbalance, Assert.Single(_engine.DrainEvents()).Kind);
    }

    [Fact]
    public void Windows_of_another_size_are_not_merged()
    {
        var flush = NextFlush() with { WindowSizeMs = 20_000 };
        Assert.False(_engine.CanMerge(flush));
        Assert.Throws<ArgumentException>(() => _engine.Merge(flush, _nowMs));
        Assert.Empty(_engine.Ledger.Regions);
    }

    [Fact]
    public void A_repeat_is_known_after_a_restart()
    {
        var flush = NextFlush();
        _engine.Merge(flush, _nowMs);
        using var state = new MemoryStream();
        _engine.Save(state);
        state.Position = 0;
        var restored = CentralWorld.NewEngine(new CentralOptions());
        restored.Load(state);
        restored.Merge(flush, _nowMs);

        Assert.Equal(5, Assert.Single(restored.Ledger.Regions).CountedTotal);
    }
}
