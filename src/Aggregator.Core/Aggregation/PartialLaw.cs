namespace Aggregator.Core.Aggregation;

/// <summary>What the measures of real logs have in common, however they are kept.</summary>
internal static class PartialLaw
{
    /// <summary>Most logs of a row: a trillion, so that sums over millions of rows have their place in 64 bits.</summary>
    public const long MostLogs = 1L << 40;

    /// <summary>Highest sum of a row's latencies in ms: that of a million logs a second of 24 h each, over a window of 10 s.</summary>
    public const long MostRtSum = 1L << 50;

    /// <summary>See <see cref="PartialAggregate.IsConsistent"/>.</summary>
    public static bool Holds(long count, long rtCount, long rtSum, long rtMax, long slow, long throttled, FilledBuckets buckets)
    {
        if (count is < 1 or > MostLogs || rtCount < 0 || rtCount > count || throttled < 0 || throttled > count) return false;
        if (slow < 0 || slow > rtCount || rtMax is < 0 or > LatencyBuckets.MaxLatencyMs || rtSum is < 0 or > MostRtSum) return false;
        if (rtCount <= 1 ? rtSum != rtMax : rtSum < rtMax) return false;
        if (rtSum > rtMax && IsAbove(rtSum, rtMax, rtCount)) return false;
        return rtCount <= PartialAggregate.MaxLatenciesWithoutHistogram ? buckets.Length == 0 : buckets.Hold(rtCount, rtMax);
    }

    private static bool IsAbove(long rtSum, long rtMax, long rtCount) => Math.BigMul(rtMax, rtCount, out var low) == 0 && (ulong)rtSum > (ulong)low;
}
