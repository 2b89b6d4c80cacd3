namespace Aggregator.Core.Aggregation;

/// <summary>A sparse histogram over <see cref="LatencyBuckets"/>: filled buckets only, in ascending order of index.</summary>
public sealed class LatencyHistogram
{
    private short[] _indexes;
    private long[] _counts;

    /// <summary>A histogram without values.</summary>
    public LatencyHistogram() => (_indexes, _counts) = (new short[4], new long[4]);

    /// <summary>A histogram of these buckets, which are copied.</summary>
    public LatencyHistogram(FilledBuckets buckets)
    {
        (_indexes, _counts) = (buckets.Indexes.ToArray(), buckets.Counts.ToArray());
        BucketCount = buckets.Length;
    }

    /// <summary>The filled buckets; valid until the next change.</summary>
    public FilledBuckets Buckets => new(Indexes, Counts);

    /// <summary>Number of filled buckets.</summary>
    public int BucketCount { get; private set; }

    /// <summary>Indexes of the filled buckets, ascending.</summary>
    public ReadOnlySpan<short> Indexes => _indexes.AsSpan(0, BucketCount);

    /// <summary>Counts of the filled buckets, in the order of <see cref="Indexes"/>; each is above 0.</summary>
    public ReadOnlySpan<long> Counts => _counts.AsSpan(0, BucketCount);

    /// <summary>Counts <paramref name="count"/> values into a bucket.</summary>
    public void Add(int index, long count)
    {
        var at = _indexes.AsSpan(0, BucketCount).BinarySearch((short)index);
        if (at >= 0)
        {
            _counts[at] += count;
            return;
        }
        Insert(~at, (short)index, count);
    }

    /// <summary>Adds every bucket of another histogram. Associative and commutative.</summary>
    public void Merge(LatencyHistogram other)
    {
        for (var i = 0; i < other.BucketCount; i++) Add(other._indexes[i], other._counts[i]);
    }

    /// <summary>
    /// The latency that a share <paramref name="q"/> (0 to 1) of the values does not exceed, by nearest rank: an estimate
    /// inside its bucket (see <see cref="LatencyBuckets.MiddleMs"/>), in ms, never above <paramref name="maxMs"/>, the
    /// highest value counted. Null without values.
    /// </summary>
    public double? Quantile(double q, long maxMs)
    {
        var total = 0L;
        foreach (var count in Counts) total += count;
        if (total == 0) return null;
        var bucket = _indexes[LatencyBuckets.PlaceOfQuantile(q, Counts, total)];
        return Math.Min(LatencyBuckets.MiddleMs(bucket), maxMs);
    }

    private void Insert(int at, short index, long count)
    {
        if (BucketCount == _indexes.Length)
        {
            Array.Resize(ref _indexes, BucketCount * 2);
            Array.Resize(ref _counts, BucketCount * 2);
        }
        Array.Copy(_indexes, at, _indexes, at + 1, BucketCount - at);
        Array.Copy(_counts, at, _counts, at + 1, BucketCount - at);
        _indexes[at] = index;
        _counts[at] = count;
        BucketCount++;
    }
}
