using Aggregator.Core.Aggregation;
using Xunit;

namespace Aggregator.Tests.Core.Aggregation;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Keeps_filled_buckets_in_ascending_order()
    {
        var histogram = new LatencyHistogram();
        foreach (var index in new[] { 40, -1, 211, 40, 7, 8, 6, 0, 40 }) histogram.Add(index, 1);
        Assert.Equal(7, histogram.BucketCount);
        Assert.Equal([-1, 0, 6, 7, 8, 40, 211], histogram.Indexes.ToArray());
        Assert.Equal([1, 1, 1, 1, 1, 3, 1], histogram.Counts.ToArray());
    }

    [Fact]
    public void Has_no_quantile_without_values() => Assert.Null(new LatencyHistogram().Quantile(0.99, maxMs: 0));

    [Fact]
    public void Finds_the_bucket_of_the_rank()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(LatencyBuckets.IndexOf(2), 98);
        histogram.Add(LatencyBuckets.IndexOf(5), 1);
        histogram.Add(LatencyBuckets.IndexOf(8), 1);

        Assert.Equal(2, histogram.Quantile(0, maxMs: 8));
        Assert.Equal(2, histogram.Quantile(0.98, maxMs: 8));
        Assert.Equal(5, histogram.Quantile(0.99, maxMs: 8));
        Assert.Equal(8, histogram.Quantile(1, maxMs: 8));
    }

    [Fact]
    public void Is_never_above_the_highest_value()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(LatencyBuckets.IndexOf(55_200), 3);
        Assert.True(LatencyBuckets.MiddleMs(LatencyBuckets.IndexOf(55_200)) > 55_200);
        Assert.Equal(55_200, histogram.Quantile(0.99, maxMs: 55_200));
    }
}
