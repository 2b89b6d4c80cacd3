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

    /// <summary>Adds a row's latencies.</summary>
    public void Add(int id, PartialAggregate partial)
    {
        var counts = _counts.AsSpan(id * Bounds, Bounds);
        if (partial.Histogram is { } histogram)
        {
            for (var i = 0; i < histogram.BucketCount; i++) Count(counts, histogram.Indexes[i], histogram.Counts[i]);
            return;
        }
        if (partial.RtCount >= 1) Count(counts, LatencyBuckets.IndexOf(partial.RtMax), 1);
        if (partial.RtCount == 2) Count(counts, LatencyBuckets.IndexOf(partial.RtSum - partial.RtMax), 1);
    }

    private static void Count(Span<long> counts, int bucket, long count)
    {
        var bound = Math.Max(0, bucket + LatencyBuckets.PerPowerOfTwo - 1) / LatencyBuckets.PerPowerOfTwo;
        if (bound < Bounds) counts[bound] += count;
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
