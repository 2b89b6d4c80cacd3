using System.Numerics;

namespace Aggregator.Core.Aggregation;

/// <summary>
/// The bucket law of the latency histogram: base-2 exponential buckets of schema 3 (eight to a power of two) over whole
/// milliseconds. Bucket i holds <c>(2^((i-1)/8), 2^(i/8)]</c>; <see cref="Zero"/> holds 0 ms. The error of a quantile is
/// at most half a bucket, about 4.4 %.
/// </summary>
public static class LatencyBuckets
{
    /// <summary>Index of the bucket for 0 ms.</summary>
    public const int Zero = -1;

    /// <summary>Buckets to a power of two.</summary>
    public const int PerPowerOfTwo = 8;

    /// <summary>Highest latency that counts as one: 24 h. A longer one is no latency.</summary>
    public const long MaxLatencyMs = 24L * 60 * 60 * 1000;

    /// <summary>Index of the bucket of <see cref="MaxLatencyMs"/>, the last one: 2^(211/8) is about 24.2 h.</summary>
    public const int Last = 211;

    // Integers, so that no rounding of 2^(i/8) can move a boundary: entry i is the highest whole ms of bucket i.
    private static readonly long[] HighestMs = [.. Enumerable.Range(0, Last + 1).Select(WholePowerOfTwo)];

    // Of the latencies that nearly all logs have: no processor foresees how often the search for a bucket goes round.
    private static readonly short[] Short = [.. Enumerable.Range(0, 2048).Select(ms => (short)Search(ms))];

    /// <summary>
    /// Index of the bucket that holds a latency from 0 to <see cref="MaxLatencyMs"/>; what is outside counts as the
    /// nearer of the two.
    /// </summary>
    public static int IndexOf(long latencyMs) => (ulong)latencyMs < (ulong)Short.Length ? Short[latencyMs] : Search(latencyMs);

    private static int Search(long latencyMs)
    {
        if (latencyMs <= 0) return Zero;
        if (latencyMs >= MaxLatencyMs) return Last;
        var index = BitOperations.Log2((ulong)latencyMs) * PerPowerOfTwo;
        while (latencyMs > HighestMs[index]) index++;
        return index;
    }

    /// <summary>Upper bound (inclusive) of a bucket in ms; 0 for <see cref="Zero"/>.</summary>
    public static double UpperBoundMs(int index) => index == Zero ? 0 : Math.Pow(2, index / (double)PerPowerOfTwo);

    /// <summary>
    /// The best guess for a latency in a bucket, in ms: the geometric middle of its bounds, at most 4.4 % off, but
    /// between the lowest and the highest whole ms that the bucket holds. A bucket that holds one is thereby exact.
    /// </summary>
    public static double MiddleMs(int index)
    {
        if (index == Zero) return 0;
        var lowest = index == 0 ? 1 : HighestMs[index - 1] + 1;
        var highest = HighestMs[index];
        return lowest >= highest
            ? highest
            : Math.Clamp(Math.Pow(2, (index - 0.5) / PerPowerOfTwo), lowest, highest);
    }

    /// <summary>
    /// The law of quantiles, by nearest rank: where in <paramref name="counts"/>, which are in ascending order of bucket and may
    /// be 0, the share <paramref name="q"/> (0 to 1) of the values is reached. The quantile is that bucket's
    /// <see cref="MiddleMs"/>, but at most the highest value.
    /// </summary>
    /// <param name="q">The share.</param>
    /// <param name="counts">Values in each bucket.</param>
    /// <param name="total">Their sum, above 0.</param>
    public static int PlaceOfQuantile(double q, ReadOnlySpan<long> counts, long total)
    {
        var rank = Math.Clamp((long)Math.Ceiling(q * total), 1, total);
        var place = 0;
        for (var seen = counts[0]; seen < rank; seen += counts[place]) place++;
        return place;
    }

    // floor(2^(index/8)): the largest v with v^8 <= 2^index.
    private static long WholePowerOfTwo(int index)
    {
        var limit = BigInteger.Pow(2, index);
        var value = (long)Math.Pow(2, index / (double)PerPowerOfTwo) + 1;
        while (BigInteger.Pow(value, PerPowerOfTwo) > limit) value--;
        return value;
    }
}
