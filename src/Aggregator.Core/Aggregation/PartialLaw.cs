namespace Aggregator.Core.Aggregation;

/// <summary>What the measures of real logs have in common, however they are kept.</summary>
internal static class PartialLaw
{
    /// <summary>See <see cref="PartialAggregate.IsConsistent"/>.</summary>
    public static bool Holds(long count, long rtCount, long rtSum, long rtMax, long slow, long throttled, FilledBuckets buckets)
    {
        if (count < 1 || rtCount < 0 || rtCount > count || throttled < 0 || throttled > count) return false;
        if (slow < 0 || slow > rtCount || rtMax is < 0 or > LatencyBuckets.MaxLatencyMs || rtSum < 0) return false;
        if (rtCount <= 1 ? rtSum != rtMax : rtSum < rtMax) return false;
        if (rtSum > rtMax && IsAbove(rtSum, rtMax, rtCount)) return false;
        return rtCount <= PartialAggregate.MaxLatenciesWithoutHistogram ? buckets.Length == 0 : buckets.Hold(rtCount, rtMax);
    }

    private static bool IsAbove(long rtSum, long rtMax, long rtCount) => Math.BigMul(rtMax, rtCount, out var low) == 0 && (ulong)rtSum > (ulong)low;
}
