using Aggregator.Core.Windowing;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Windowing;

public sealed class WatermarkTrackerTests
{
    private const long BoundMs = 5_000;

    private readonly WatermarkTracker _tracker = new(BoundMs);

    [Fact]
    public void Knows_nothing_before_the_first_log()
    {
        Assert.Equal(WatermarkTracker.None, _tracker.WatermarkMs);
        Assert.Equal(WatermarkTracker.None, _tracker.HighestEventMs);
        Assert.False(_tracker.IsIdle);
    }

    [Fact]
    public void Stays_the_bound_behind_the_highest_event_time()
    {
        _tracker.Observe(100_000);
        _tracker.Observe(97_000);
        Assert.Equal(95_000, _tracker.WatermarkMs);
        Assert.Equal(100_000, _tracker.HighestEventMs);

        _tracker.Observe(101_000);
        Assert.Equal(96_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Advances_with_the_time_that_passes_at_the_end_of_its_partition()
    {
        _tracker.Observe(100_000);
        _tracker.ObserveEnd(nowMs: 700_000, clockMs: 700_000);
        Assert.True(_tracker.IsIdle);
        Assert.Equal(95_000, _tracker.WatermarkMs);

        _tracker.ObserveEnd(nowMs: 703_000, clockMs: 703_000);
        Assert.Equal(98_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Begins_the_bound_behind_wall_time_in_a_partition_without_logs()
    {
        _tracker.ObserveEnd(nowMs: 700_000, clockMs: 700_000);
        Assert.Equal(695_000, _tracker.WatermarkMs);
        Assert.Equal(WatermarkTracker.None, _tracker.HighestEventMs);
    }

    [Fact]
    public void A_log_ends_idleness_and_moves_the_watermark_only_forward()
    {
        _tracker.Observe(100_000);
        _tracker.ObserveEnd(nowMs: 700_000, clockMs: 700_000);
        _tracker.ObserveEnd(nowMs: 720_000, clockMs: 720_000);
        _tracker.Observe(110_000);
        Assert.False(_tracker.IsIdle);
        Assert.Equal(115_000, _tracker.WatermarkMs);

        _tracker.ObserveEnd(nowMs: 730_000, clockMs: 730_000);
        Assert.Equal(115_000, _tracker.WatermarkMs);
        _tracker.ObserveEnd(nowMs: 731_000, clockMs: 731_000);
        Assert.Equal(116_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Stands_still_while_the_end_is_not_confirmed_and_then_makes_up_for_it()
    {
        _tracker.Observe(100_000);
        _tracker.ObserveEnd(nowMs: 700_000, clockMs: 700_000);
        _tracker.LoseEnd();
        Assert.False(_tracker.IsIdle);
        Assert.Equal(95_000, _tracker.WatermarkMs);

        _tracker.ObserveEnd(nowMs: 740_000, clockMs: 740_000);
        Assert.True(_tracker.IsIdle);
        Assert.Equal(135_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Does_not_make_up_for_time_before_a_log()
    {
        _tracker.Observe(100_000);
        _tracker.ObserveEnd(nowMs: 700_000, clockMs: 700_000);
        _tracker.LoseEnd();
        _tracker.Observe(101_000);
        _tracker.ObserveEnd(nowMs: 740_000, clockMs: 740_000);
        Assert.Equal(96_000, _tracker.WatermarkMs);
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    public void Is_not_moved_by_a_wall_clock_that_is_set(long byMs)
    {
        _tracker.Observe(100_000);
        _tracker.ObserveEnd(nowMs: 700_000, clockMs: 1_000);
        _tracker.ObserveEnd(nowMs: 702_000 + byMs, clockMs: 3_000);
        Assert.Equal(97_000, _tracker.WatermarkMs);
        _tracker.ObserveEnd(nowMs: 703_000, clockMs: 4_000);
        Assert.Equal(98_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Makes_up_once_for_the_time_between_two_runs()
    {
        _tracker.Restore(watermarkMs: 95_000, highestEventMs: 100_000, asOfMs: 700_000);
        _tracker.ObserveEnd(nowMs: 740_000, clockMs: 1_000);
        Assert.Equal(135_000, _tracker.WatermarkMs);
        _tracker.ObserveEnd(nowMs: 741_000, clockMs: 2_000);
        Assert.Equal(136_000, _tracker.WatermarkMs);
        _tracker.Observe(150_000);
        _tracker.ObserveEnd(nowMs: 750_000, clockMs: 11_000);
        Assert.Equal(145_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Catches_up_with_now_at_the_first_confirmed_end_of_a_backlog()
    {
        _tracker.Observe(100_000);
        _tracker.ObserveEndOfBacklog(nowMs: 160_001);
        _tracker.ObserveEnd(nowMs: 160_001, clockMs: 0);
        Assert.Equal(155_001, _tracker.WatermarkMs);

        _tracker.ObserveEndOfBacklog(nowMs: 900_000);
        _tracker.ObserveEnd(nowMs: 900_000, clockMs: 1_000);
        Assert.Equal(156_001, _tracker.WatermarkMs);
    }

    [Fact]
    public void Takes_no_minute_old_log_for_a_backlog()
    {
        _tracker.Observe(100_000);
        _tracker.ObserveEndOfBacklog(nowMs: 160_000);
        _tracker.ObserveEnd(nowMs: 160_000, clockMs: 0);
        Assert.Equal(95_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Takes_up_what_it_knew_before_a_restart()
    {
        _tracker.Restore(watermarkMs: 98_000, highestEventMs: 100_000);
        _tracker.Observe(100_500);
        Assert.Equal(98_000, _tracker.WatermarkMs);
        Assert.Equal(100_500, _tracker.HighestEventMs);

        _tracker.Restore(WatermarkTracker.None, WatermarkTracker.None);
        Assert.Equal(98_000, _tracker.WatermarkMs);
    }

    [Fact]
    public void Never_goes_back_whatever_happens() =>
        Prop.ForAll<(byte Kind, int TimeMs)[]>(steps =>
        {
            var tracker = new WatermarkTracker(BoundMs);
            var before = tracker.WatermarkMs;
            foreach (var (kind, timeMs) in steps)
            {
                if (kind % 4 == 0) tracker.ObserveEnd(timeMs, timeMs);
                else if (kind % 4 == 1) tracker.LoseEnd();
                else tracker.Observe(timeMs);
                if (tracker.WatermarkMs < before) return false;
                before = tracker.WatermarkMs;
            }
            return true;
        }).QuickCheckThrowOnFailure();
}
