namespace Aggregator.Core.Aggregation;

/// <summary>The filled buckets of a latency histogram, wherever they are kept.</summary>
/// <param name="indexes">Their indexes (see <see cref="LatencyBuckets"/>), ascending.</param>
/// <param name="counts">Latencies in each, above 0.</param>
public readonly ref struct FilledBuckets(ReadOnlySpan<short> indexes, ReadOnlySpan<long> counts)
{
    /// <summary>How many there are; 0 without a histogram.</summary>
    public int Length => Indexes.Length;

    /// <summary>Their indexes, ascending.</summary>
    public ReadOnlySpan<short> Indexes { get; } = indexes;

    /// <summary>Latencies in each.</summary>
    public ReadOnlySpan<long> Counts { get; } = counts;

    /// <summary>True when these are <paramref name="total"/> latencies, the highest of them <paramref name="maxMs"/>.</summary>
    internal bool Hold(long total, long maxMs)
    {
        var left = total;
        foreach (var count in Counts)
        {
            if (count < 1 || count > left) return false;
            left -= count;
        }
        return left == 0 && Length > 0 && Indexes[^1] == LatencyBuckets.IndexOf(maxMs);
    }
}
