namespace Aggregator.Core.Aggregation;

/// <summary>A sparse histogram over <see cref="LatencyBuckets"/>: filled buckets only, in ascending order of index.</summary>
public sealed class LatencyHistogram
{
    private short[] _indexes = new short[4];
    private long[] _counts = new long[4];

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
