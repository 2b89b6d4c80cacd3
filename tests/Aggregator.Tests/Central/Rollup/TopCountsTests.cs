using Aggregator.Central.Rollup;
using Xunit;

namespace Aggregator.Tests.Central.Rollup;

public sealed class TopCountsTests
{
    [Fact]
    public void Names_the_highest_in_bounded_memory()
    {
        var top = new TopCounts(8);
        for (var i = 0; i < 1000; i++)
        {
            top.Add("big", 10);
            if (i % 2 == 0) top.Add("middle", 10);
            top.Add($"rare-{i}", 1);
        }
        var named = top.Top(2);
        Assert.Equal(("big", 10_000L), named[0]);
        Assert.Equal(("middle", 5_000L), named[1]);
        Assert.Equal(8, top.Top(100).Count);
    }

    [Fact]
    public void A_newcomer_inherits_the_least_count()
    {
        var top = new TopCounts(2);
        top.Add("a", 5);
        top.Add("b", 3);
        top.Add("c", 1);
        Assert.Equal([("a", 5L), ("c", 4L)], top.Top(3));
    }
}
