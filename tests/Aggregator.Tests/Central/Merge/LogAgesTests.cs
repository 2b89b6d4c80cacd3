using Aggregator.Central.Merge;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.Merge;

public sealed class LogAgesTests
{
    private const long WindowMs = 10_000;

    [Fact]
    public void Every_log_is_counted_once_at_its_age_whatever_the_order_of_merges_and_publications() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var (random, ages, nowMs) = (new Random(seed), new LogAges(), 1_000_000L);
            var (merged, published) = (new List<long>(), new List<long>());
            for (var step = 0; step < 60; step++)
            {
                nowMs += random.Next(3_000);
                if (random.Next(3) == 0)
                {
                    ages.Publish(nowMs, WindowMs);
                    published.AddRange(merged.Select(startMs => Math.Max(0, nowMs - (startMs + WindowMs / 2))));
                    merged.Clear();
                    continue;
                }
                var (windowStartMs, logs) = ((nowMs / WindowMs - random.Next(40)) * WindowMs, random.Next(1, 9));
                ages.Merge(windowStartMs, logs);
                merged.AddRange(Enumerable.Repeat(windowStartMs, logs));
            }

            return ages.Count == published.Count && ages.SumMs == published.Sum()
                && LogAges.BoundsMs.Select(boundMs => (long)published.Count(ageMs => ageMs <= boundMs)).SequenceEqual(ages.UpTo.ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_log_from_the_future_has_the_age_0()
    {
        var ages = new LogAges();
        ages.Merge(50_000, 1);
        ages.Publish(20_000, WindowMs);

        Assert.Equal((1, 0, 1), (ages.Count, ages.SumMs, ages.UpTo[0]));
    }
}
