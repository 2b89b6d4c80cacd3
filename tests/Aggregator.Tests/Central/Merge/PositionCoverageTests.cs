using Aggregator.Central.Merge;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.Merge;

public sealed class PositionCoverageTests
{
    private readonly PositionCoverage _coverage = new();

    [Fact]
    public void Adjacent_intervals_leave_no_gap()
    {
        Assert.Equal(0, _coverage.Cover(100, 200, 0));
        Assert.Equal(0, _coverage.Cover(200, 300, 0));
        Assert.Empty(_coverage.TakeOverdueGaps(1_000_000, 0));
        Assert.Equal(300, _coverage.HighestNext);
    }

    [Fact]
    public void A_gap_is_overdue_after_the_grace_time_and_named_once()
    {
        _coverage.Cover(100, 200, 0);
        _coverage.Cover(250, 300, 5_000);
        Assert.Empty(_coverage.TakeOverdueGaps(64_999, 60_000));
        Assert.Equal((200, 250), Assert.Single(_coverage.TakeOverdueGaps(65_000, 60_000)));
        Assert.Empty(_coverage.TakeOverdueGaps(99_000, 60_000));
        Assert.Equal(50, _coverage.ReportedPositions);
    }

    [Fact]
    public void A_gap_that_is_filled_in_time_is_never_named()
    {
        _coverage.Cover(100, 200, 0);
        _coverage.Cover(250, 300, 0);
        Assert.Equal(0, _coverage.Cover(200, 250, 50_000));
        Assert.Empty(_coverage.TakeOverdueGaps(1_000_000, 60_000));
    }

    [Fact]
    public void A_named_gap_that_is_filled_late_is_open_no_more()
    {
        _coverage.Cover(100, 200, 0);
        _coverage.Cover(250, 300, 0);
        _coverage.TakeOverdueGaps(60_000, 60_000);
        Assert.Equal(0, _coverage.Cover(200, 230, 70_000));
        Assert.Equal(20, _coverage.ReportedPositions);
        Assert.Equal(0, _coverage.Cover(230, 250, 70_000));
        Assert.Equal(0, _coverage.ReportedPositions);
    }

    [Fact]
    public void An_empty_interval_ahead_shows_that_something_is_missing()
    {
        _coverage.Cover(100, 200, 0);
        _coverage.Cover(220, 220, 0);
        Assert.Equal((200, 220), Assert.Single(_coverage.TakeOverdueGaps(60_000, 60_000)));
    }

    [Fact]
    public void What_comes_before_the_first_interval_opens_a_gap_of_its_own()
    {
        _coverage.Cover(100, 200, 0);
        _coverage.Cover(10, 20, 50_000);
        Assert.Empty(_coverage.TakeOverdueGaps(60_000, 60_000));
        Assert.Equal((20, 100), Assert.Single(_coverage.TakeOverdueGaps(110_000, 60_000)));
    }

    [Fact]
    public void Memory_is_bounded_and_what_is_given_up_stays_missing()
    {
        for (var i = 0; i < PositionCoverage.MaxGaps + 11; i++) _coverage.Cover(i * 10, i * 10 + 5, 0);
        Assert.Equal(10 * 5, _coverage.ReportedPositions);
        Assert.Equal(PositionCoverage.MaxGaps, _coverage.TakeOverdueGaps(60_000, 60_000).Count);
    }

    [Fact]
    public void Overlaps_and_gaps_agree_with_a_set_of_positions() =>
        Prop.ForAll(
            Gen.Choose(0, 60).SelectMany(from => Gen.Choose(0, 12).Select(length => (from, length))).ListOf().ToArbitrary(),
            intervals =>
            {
                var (coverage, covered) = (new PositionCoverage(), new HashSet<int>());
                foreach (var (from, length) in intervals)
                {
                    var positions = Enumerable.Range(from, length).ToArray();
                    var overlap = positions.Count(covered.Contains);
                    covered.UnionWith(positions);
                    if (coverage.Cover(from, from + length, 0) != overlap) return false;
                }
                if (intervals.Count == 0) return true;
                var (lowest, highest) = (intervals.Min(i => i.from), intervals.Max(i => i.from + i.length));
                var missing = coverage.TakeOverdueGaps(1, 0).Sum(gap => gap.Next - gap.From);
                return missing == highest - lowest - covered.Count && coverage.ReportedPositions == missing;
            }).QuickCheckThrowOnFailure();
}
