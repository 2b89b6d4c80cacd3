using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>
/// The classic histogram of every label set's latencies, for life: bounds at powers of two of a ms, which the buckets of
/// <see cref="LatencyBuckets"/> hit exactly. What is above the last bound is in the count only.
/// </summary>
internal sealed class LatencyTotals
{
    /// <summary>Bounds: 1 ms, 2 ms, 4 ms, … 32768 ms.</summary>
    public const int Bounds = 16;

    private long[] _counts = [];

    /// <summary>Upper bound (inclusive) in ms.</summary>
    public static long BoundMs(int bound) => 1L << bound;

    /// <summary>Latencies of a label set in each bucket, not cumulative.</summary>
    public ReadOnlySpan<long> Of(int id) => _counts.AsSpan(id * Bounds, Bounds);

    public void Reserve(int labelSets) => Array.Resize(ref _counts, labelSets * Bounds);

    public void Clear(int id) => _counts.AsSpan(id * Bounds, Bounds).Clear();

    /// <summary>Adds latencies.</summary>
    public void Add(int id, FilledBuckets latencies)
    {
        var counts = _counts.AsSpan(id * Bounds, Bounds);
        for (var i = 0; i < latencies.Length; i++)
        {
            var bound = Math.Max(0, latencies.Indexes[i] + LatencyBuckets.PerPowerOfTwo - 1) / LatencyBuckets.PerPowerOfTwo;
            if (bound < Bounds) counts[bound] += latencies.Counts[i];
        }
    }

    public void Save(BinaryWriter writer, int id)
    {
        foreach (var count in Of(id)) writer.Write(count);
    }

    public void Load(BinaryReader reader, int id)
    {
        for (var i = 0; i < Bounds; i++) _counts[id * Bounds + i] = reader.ReadInt64();
    }
}
