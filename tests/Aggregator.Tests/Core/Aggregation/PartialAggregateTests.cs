using Aggregator.Core.Aggregation;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Aggregation;

public sealed class PartialAggregateTests
{
    [Fact]
    public void Measures_what_its_logs_say()
    {
        var partial = PartialOf(14, null, 2_000, 0, -1);
        Assert.Equal(
            "count 5 rt_count 3 rt_sum 2014 rt_max 2000 slow 1 throttled 1 histogram -1:1 31:1 88:1",
            MeasureText.Of(partial));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Has_no_histogram_while_sum_and_maximum_say_it_all(int latencies)
    {
        var partial = PartialOf([.. Enumerable.Range(0, latencies).Select(i => (int?)(100 * i)), null, null, null]);
        Assert.Null(partial.Histogram);
        Assert.True(partial.IsConsistent());
    }

    [Fact]
    public void Has_a_histogram_of_all_latencies_from_the_third_on()
    {
        var partial = PartialOf(100, 7, 100);
        Assert.Equal(
            [(LatencyBuckets.IndexOf(7), 1L), (LatencyBuckets.IndexOf(100), 2L)],
            partial.Histogram!.Indexes.ToArray().Zip(partial.Histogram.Counts.ToArray(), (index, count) => ((int)index, count)));
    }

    [Fact]
    public void Counts_its_latencies_into_a_histogram_with_or_without_one_of_its_own()
    {
        foreach (var latencies in new int?[][] { [], [5], [5, 900], [5, 900, 900], [0, 0, 1, 70_000] })
        {
            var histogram = new LatencyHistogram();
            PartialOf(latencies).AddLatenciesTo(histogram);
            var expected = latencies.GroupBy(latency => LatencyBuckets.IndexOf(latency!.Value)).OrderBy(group => group.Key);
            Assert.Equal(expected.Select(group => (short)group.Key), histogram.Indexes.ToArray());
            Assert.Equal(expected.Select(group => group.LongCount()), histogram.Counts.ToArray());
        }
    }

    [Fact]
    public void Any_split_of_the_logs_merges_to_the_whole() =>
        Prop.ForAll(Logs(), Gen.Choose(1, 6).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (logs, parts, seed) =>
        {
            var random = new Random(seed);
            var split = Enumerable.Range(0, parts).Select(_ => new PartialAggregate()).ToArray();
            foreach (var log in logs) Add(split[random.Next(parts)], log);
            var merged = new PartialAggregate();
            foreach (var part in split.OrderBy(_ => random.Next())) merged.Merge(part);
            return Same(PartialOf(logs), merged);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_is_associative_and_commutative() =>
        Prop.ForAll(Logs(), Logs(), Logs(), (a, b, c) =>
        {
            var left = Merged(Merged(PartialOf(a), PartialOf(b)), PartialOf(c));
            var right = Merged(PartialOf(a), Merged(PartialOf(b), PartialOf(c)));
            var turned = Merged(PartialOf(c), Merged(PartialOf(b), PartialOf(a)));
            return Same(left, right) && Same(left, turned);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_leaves_the_other_partial_as_it_is() =>
        Prop.ForAll(Logs(), Logs(), (a, b) =>
        {
            var other = PartialOf(b);
            var merged = Merged(PartialOf(a), other);
            merged.Add(latencyMs: 3, slow: false, throttled: false);
            return Same(other, PartialOf(b));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Measures_of_real_logs_are_consistent() =>
        Prop.ForAll(Logs(), logs => PartialOf(logs).IsConsistent() == logs.Length > 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Measures_that_no_logs_can_have_are_not_consistent()
    {
        Action<PartialAggregate>[] defects =
        [
            partial => partial.Count = 2,
            partial => partial.RtCount = 4,
            partial => partial.RtCount = -1,
            partial => partial.RtSum = -1,
            partial => partial.RtSum = 3 * 900 + 1,
            partial => partial.RtMax = 2_000,
            partial => partial.RtMax = LatencyBuckets.MaxLatencyMs + 1,
            partial => partial.Slow = 4,
            partial => partial.Slow = -1,
            partial => partial.Throttled = 4,
            partial => partial.Throttled = -1,
            partial => partial.Histogram = null,
            partial => partial.Histogram!.Add(3, 1),
            partial => partial.Histogram!.Add(3, -1),
        ];
        foreach (var defect in defects)
        {
            var partial = PartialOf(5, 900, 900);
            Assert.True(partial.IsConsistent());
            defect(partial);
            Assert.False(partial.IsConsistent());
        }
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    public void Logs_and_their_latencies_are_bounded(int moreLogs, int moreLatencyMs, bool isConsistent)
    {
        const long MostLogs = 1L << 40;
        const long MostRtSum = 1L << 50;
        var partial = PartialOf(5, 900, 2_000);
        partial.Count = partial.RtCount = MostLogs + moreLogs;
        partial.RtSum = MostRtSum + moreLatencyMs;
        partial.Histogram!.Add(3, partial.RtCount - 3);
        Assert.Equal(isConsistent, partial.IsConsistent());
    }

    [Fact]
    public void A_histogram_that_is_not_due_is_not_consistent()
    {
        var partial = PartialOf(5, 5);
        partial.Histogram = new LatencyHistogram();
        partial.Histogram.Add(LatencyBuckets.IndexOf(5), 2);
        Assert.False(partial.IsConsistent());
    }

    [Fact]
    public void A_quantile_is_exact_for_few_latencies()
    {
        Assert.Null(PartialOf(null, null).RtQuantile(0.99));
        Assert.Equal(17, PartialOf(17, null).RtQuantile(0.5));
        Assert.Equal(17, PartialOf(23, 17).RtQuantile(0.5));
        Assert.Equal(23, PartialOf(23, 17).RtQuantile(0.99));
    }

    [Fact]
    public void A_quantile_is_at_most_half_a_bucket_from_the_exact_one_and_never_above_the_maximum() =>
        Prop.ForAll(Logs(), Gen.Choose(0, 1000).ToArbitrary(), (logs, permille) =>
        {
            var latencies = logs.Where(log => log >= 0).Select(log => (long)log!).Order().ToArray();
            var estimate = PartialOf(logs).RtQuantile(permille / 1000.0);
            if (latencies.Length == 0) return estimate is null;
            var rank = Math.Clamp((int)Math.Ceiling(permille / 1000.0 * latencies.Length), 1, latencies.Length);
            var exact = latencies[rank - 1];
            return estimate <= latencies[^1] && Math.Abs(estimate.Value - exact) <= 0.045 * exact;
        }).QuickCheckThrowOnFailure();

    // A log is its latency in ms; null has none, -1 has none and is throttled. More than 1000 ms is slow.
    private static Arbitrary<int?[]> Logs() => Gen.Frequency(
            (1, Gen.Constant((int?)null)),
            (1, Gen.Constant((int?)-1)),
            (4, Gen.Choose(0, 30).Select(latency => (int?)latency)),
            (4, Gen.Choose(0, 100_000).Select(latency => (int?)latency)))
        .ArrayOf().ToArbitrary();

    private static PartialAggregate PartialOf(params int?[] logs)
    {
        var partial = new PartialAggregate();
        foreach (var log in logs) Add(partial, log);
        return partial;
    }

    private static void Add(PartialAggregate partial, int? log)
    {
        if (log is null or -1) partial.Add(throttled: log == -1);
        else partial.Add(log.Value, slow: log > 1000, throttled: false);
    }

    private static PartialAggregate Merged(PartialAggregate left, PartialAggregate right)
    {
        left.Merge(right);
        return left;
    }

    private static bool Same(PartialAggregate left, PartialAggregate right) =>
        string.Equals(MeasureText.Of(left), MeasureText.Of(right), StringComparison.Ordinal);
}
