using System.Numerics;
using Aggregator.Core.Aggregation;
using Xunit;

namespace Aggregator.Tests.Core.Aggregation;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void Zero_has_a_bucket_of_its_own()
    {
        Assert.Equal(LatencyBuckets.Zero, LatencyBuckets.IndexOf(0));
        Assert.Equal(0, LatencyBuckets.UpperBoundMs(LatencyBuckets.Zero));
        Assert.Equal(0, LatencyBuckets.MiddleMs(LatencyBuckets.Zero));
    }

    [Fact]
    public void Every_whole_ms_next_to_a_boundary_is_in_the_bucket_of_the_definition()
    {
        for (var index = 0; index <= LatencyBuckets.Last; index++)
        {
            var nearBoundary = (long)LatencyBuckets.UpperBoundMs(index);
            for (var latency = Math.Max(1, nearBoundary - 2); latency <= nearBoundary + 2; latency++) AssertByDefinition(latency);
        }
    }

    [Fact]
    public void Every_ms_up_to_ten_seconds_is_in_the_bucket_of_the_definition()
    {
        for (var latency = 1L; latency <= 10_000; latency++) AssertByDefinition(latency);
    }

    [Fact]
    public void Powers_of_two_end_their_bucket()
    {
        for (var exponent = 0; exponent <= 26; exponent++)
        {
            Assert.Equal(exponent * 8, LatencyBuckets.IndexOf(1L << exponent));
            Assert.Equal(1L << exponent, LatencyBuckets.UpperBoundMs(exponent * 8));
        }
    }

    [Fact]
    public void The_longest_latency_is_in_the_last_bucket_and_what_is_no_latency_in_the_nearest()
    {
        AssertByDefinition(LatencyBuckets.MaxLatencyMs);
        Assert.Equal(LatencyBuckets.Last, LatencyBuckets.IndexOf(LatencyBuckets.MaxLatencyMs));
        Assert.Equal(LatencyBuckets.Last, LatencyBuckets.IndexOf(long.MaxValue));
        Assert.Equal(LatencyBuckets.Zero, LatencyBuckets.IndexOf(long.MinValue));
    }

    [Fact]
    public void The_middle_is_at_most_4_4_percent_from_every_latency_of_its_bucket()
    {
        var halfABucket = Math.Pow(2, 1 / 16.0) - 1 + 1e-9;
        for (var latency = 1L; latency <= LatencyBuckets.MaxLatencyMs; latency += 1 + latency / 1000)
        {
            var middle = LatencyBuckets.MiddleMs(LatencyBuckets.IndexOf(latency));
            Assert.InRange(middle / latency, 1 / (1 + halfABucket), 1 + halfABucket);
        }
    }

    [Fact]
    public void The_middle_of_a_bucket_with_a_single_ms_is_that_ms()
    {
        for (var latency = 1L; latency <= 11; latency++)
        {
            Assert.Equal(latency, LatencyBuckets.MiddleMs(LatencyBuckets.IndexOf(latency)));
        }
    }

    // 2^((i-1)/8) < v <= 2^(i/8) in whole numbers: 2^(i-1) < v^8 <= 2^i.
    private static void AssertByDefinition(long latency)
    {
        if (latency > LatencyBuckets.MaxLatencyMs) return;
        var index = LatencyBuckets.IndexOf(latency);
        var power = BigInteger.Pow(latency, 8);
        Assert.True(power <= BigInteger.Pow(2, index), $"{latency} ms is above bucket {index}");
        Assert.True(index == 0 || power > BigInteger.Pow(2, index - 1), $"{latency} ms is below bucket {index}");
    }
}
