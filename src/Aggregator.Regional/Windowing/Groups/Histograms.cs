using System.Runtime.CompilerServices;
using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// The latency histograms of all groups in one array: of each its filled buckets, in ascending order, in a block that is
/// exchanged for one twice as long when it is full. A histogram is named by where its block begins, from 1 up. One thread.
/// </summary>
internal sealed class Histograms
{
    // The smallest block fills a cache line.
    private const int SmallestBlockBits = 3;
    private const int LargestBlockBits = 8;
    private const int FirstRoom = 1024;
    private const int FewBuckets = 16;

    // A bucket is its index, counted from the lowest, and below it how often it was hit: fewer than there are logs in a flush. The first word of a
    // block says how many it has, and how many words the block has.
    private const int CountBits = 48;
    private const ulong CountMask = (1UL << CountBits) - 1;
    private const int RoomShift = 32;

    // Of each length the first free block, which names the next; 0 for none.
    private readonly int[] _free = new int[LargestBlockBits + 1];
    private ulong[] _words = new ulong[FirstRoom];
    private int _used = 1;

    /// <summary>Filled buckets of all histograms.</summary>
    public int BucketCount { get; private set; }

    /// <summary>A new histogram without buckets.</summary>
    public int Open() => Take(SmallestBlockBits);

    /// <summary>Counts a latency.</summary>
    /// <param name="histogram">The histogram; named anew when it is moved.</param>
    /// <param name="latencyMs">The latency.</param>
    public void Add(ref int histogram, long latencyMs)
    {
        var index = (ulong)(LatencyBuckets.IndexOf(latencyMs) - LatencyBuckets.Zero);
        var buckets = Buckets(histogram);
        var at = PlaceOf(buckets, index);
        if (at < buckets.Length && buckets[at] >> CountBits == index) buckets[at]++;
        else Insert(ref histogram, at, (index << CountBits) | 1);
    }

    /// <summary>Asks for the memory of a histogram before it is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int histogram)
    {
        ref var block = ref _words[histogram];
        CacheLines.Fetch(ref block);
        CacheLines.Fetch(ref Unsafe.Add(ref block, (1 << SmallestBlockBits) - 1));
    }

    /// <summary>Writes a histogram's filled buckets.</summary>
    /// <param name="histogram">The histogram; 0, which is none, has no buckets.</param>
    /// <param name="indexes">Gets their indexes, ascending.</param>
    /// <param name="counts">Gets how often each was hit.</param>
    /// <returns>How many they are.</returns>
    public int CopyTo(int histogram, Span<short> indexes, Span<long> counts)
    {
        if (histogram == 0) return 0;
        var buckets = Buckets(histogram);
        for (var i = 0; i < buckets.Length; i++) (indexes[i], counts[i]) = ((short)((int)(buckets[i] >> CountBits) + LatencyBuckets.Zero), (long)(buckets[i] & CountMask));
        return buckets.Length;
    }

    /// <summary>Forgets all histograms; keeps their room, unless it is far more than was needed.</summary>
    public void Clear()
    {
        if (_words.Length > Math.Max(FirstRoom, 8L * _used)) _words = new ulong[FirstRoom];
        (_used, BucketCount) = (1, 0);
        Array.Clear(_free);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<ulong> Buckets(int histogram) => _words.AsSpan(histogram + 1, (int)(uint)_words[histogram]);

    /// <summary>Where the bucket of an index is, or would be.</summary>
    private static int PlaceOf(ReadOnlySpan<ulong> buckets, ulong index)
    {
        // Few buckets are gone through one by one: there is less to foresee.
        var (from, to) = (0, buckets.Length);
        if (to <= FewBuckets)
        {
            foreach (var bucket in buckets) from += bucket >> CountBits < index ? 1 : 0;
            return from;
        }
        while (from < to)
        {
            var middle = (int)((uint)(from + to) / 2);
            if (buckets[middle] >> CountBits < index) from = middle + 1;
            else to = middle;
        }
        return from;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Insert(ref int histogram, int at, ulong bucket)
    {
        var (count, bits) = ((int)(uint)_words[histogram], (int)(_words[histogram] >> RoomShift));
        if (count + 1 == 1 << bits) Exchange(ref histogram, bits);
        _words[histogram]++;
        var buckets = Buckets(histogram);
        buckets[at..^1].CopyTo(buckets[(at + 1)..]);
        buckets[at] = bucket;
        BucketCount++;
    }

    private void Exchange(ref int histogram, int bits)
    {
        var longer = Take(bits + 1);
        Buckets(histogram).CopyTo(_words.AsSpan(longer + 1));
        _words[longer] += (uint)_words[histogram];
        _words[histogram] = (ulong)_free[bits];
        _free[bits] = histogram;
        histogram = longer;
    }

    private int Take(int bits)
    {
        var block = _free[bits];
        if (block > 0)
        {
            _free[bits] = (int)_words[block];
        }
        else
        {
            block = _used;
            _used += 1 << bits;
            if (_used > _words.Length) Array.Resize(ref _words, Math.Max(_used, 2 * _words.Length));
        }
        _words[block] = (ulong)bits << RoomShift;
        return block;
    }
}
