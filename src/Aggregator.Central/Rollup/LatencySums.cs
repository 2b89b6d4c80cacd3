using System.Numerics;
using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>The latencies of some rows of a block by bucket, added up; reused for the next ones.</summary>
internal sealed class LatencySums
{
    // A place for each bucket, one more than its index, because the first one has the index -1; and a bit for each that is filled.
    private readonly long[] _places = new long[LatencyBuckets.Last + 2];
    private readonly ulong[] _filled = new ulong[(LatencyBuckets.Last + 2 + 63) / 64];
    private readonly short[] _indexes = new short[LatencyBuckets.Last + 2];
    private readonly long[] _counts = new long[LatencyBuckets.Last + 2];
    private int _length;

    /// <summary>The filled buckets; valid until the next rows.</summary>
    public FilledBuckets Buckets => new(_indexes.AsSpan(0, _length), _counts.AsSpan(0, _length));

    /// <summary>Takes the rows from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public void Take(PartialColumns measures, int from, int to)
    {
        var (first, end) = (measures.BucketStarts[from], measures.BucketStarts[to]);
        for (var bucket = first; bucket < end; bucket++) Add(measures.BucketIndexes[bucket], measures.BucketCounts[bucket]);
        // The others' are said exactly by count, sum and maximum.
        for (var row = from; row < to; row++)
        {
            if (measures.BucketStarts[row] == measures.BucketStarts[row + 1]) AddFew(measures.RtCount[row], measures.RtSum[row], measures.RtMax[row]);
        }
        Gather();
    }

    private void AddFew(long count, long sumMs, long maxMs)
    {
        if (count >= 1) Add(LatencyBuckets.IndexOf(maxMs), 1);
        if (count == 2) Add(LatencyBuckets.IndexOf(sumMs - maxMs), 1);
    }

    private void Add(int index, long count)
    {
        var place = index + 1;
        _places[place] += count;
        _filled[place >> 6] |= 1UL << place;
    }

    private void Gather()
    {
        _length = 0;
        for (var word = 0; word < _filled.Length; word++)
        {
            for (var bits = _filled[word]; bits != 0; bits &= bits - 1)
            {
                var place = word * 64 + BitOperations.TrailingZeroCount(bits);
                _indexes[_length] = (short)(place - 1);
                _counts[_length++] = _places[place];
                _places[place] = 0;
            }
            _filled[word] = 0;
        }
    }
}
