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

    // 2^(k/8) for k = 1..7, the bounds inside a power of two.
    private static readonly double[] Fractions = [.. Enumerable.Range(1, PerPowerOfTwo - 1).Select(k => Math.Pow(2, k / 8.0))];

    /// <summary>Index of the bucket that holds a latency of at least 0.</summary>
    public static int IndexOf(long latencyMs)
    {
        if (latencyMs == 0) return Zero;
        var exponent = BitOperations.Log2((ulong)latencyMs);
        if (BitOperations.IsPow2(latencyMs)) return exponent * PerPowerOfTwo;
        var fraction = latencyMs / (double)(1L << exponent);
        var step = 0;
        while (step < Fractions.Length && fraction > Fractions[step]) step++;
        return exponent * PerPowerOfTwo + step + 1;
    }

    /// <summary>Upper bound (inclusive) of a bucket in ms; 0 for <see cref="Zero"/>.</summary>
    public static double UpperBoundMs(int index) => index == Zero ? 0 : Math.Pow(2, index / (double)PerPowerOfTwo);
}
