using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// The latency histograms of all groups in two arrays: of each its filled buckets, in ascending order, in a block that is exchanged for one twice as long
/// when it is full. One thread.
/// </summary>
internal sealed class Histograms
{
    private const int SmallestBlockBits = 2;
    private const int LargestBlockBits = 8;
    private const int FirstRoom = 1024;
    private const int None = -1;

    private readonly int[] _free = new int[LargestBlockBits + 1];
    private short[] _indexes = new short[FirstRoom];
    private long[] _counts = new long[FirstRoom];
    private int _used;

    // By number; 0 is none.
    private HistogramBlock[] _blocks = new HistogramBlock[64];
    private int _opened;

    /// <summary>Arrays without histograms.</summary>
    public Histograms() => Array.Fill(_free, None);

    /// <summary>Filled buckets of all histograms.</summary>
    public int BucketCount { get; private set; }

    /// <summary>A new histogram without buckets: its number, from 1 up.</summary>
    public int Open()
    {
        if (++_opened == _blocks.Length) Array.Resize(ref _blocks, 2 * _opened);
        _blocks[_opened] = default;
        return _opened;
    }

    /// <summary>Counts a latency.</summary>
    public void Add(int histogram, long latencyMs)
    {
        ref var block = ref _blocks[histogram];
        var index = (short)LatencyBuckets.IndexOf(latencyMs);
        var at = _indexes.AsSpan(block.Start, block.BucketCount).BinarySearch(index);
        if (at < 0)
        {
            at = ~at;
            Insert(ref block, at, index);
        }
        _counts[block.Start + at]++;
    }

    /// <summary>The filled buckets of a histogram; of number 0, which is none, no bucket. Valid until the next change.</summary>
    public FilledBuckets this[int histogram]
    {
        get
        {
            ref readonly var block = ref _blocks[histogram];
            return new(_indexes.AsSpan(block.Start, block.BucketCount), _counts.AsSpan(block.Start, block.BucketCount));
        }
    }

    /// <summary>Forgets all histograms; keeps their room, unless it is far more than was needed.</summary>
    public void Clear()
    {
        if (_indexes.Length > Math.Max(FirstRoom, 8L * _used)) (_indexes, _counts) = (new short[FirstRoom], new long[FirstRoom]);
        if (_blocks.Length > Math.Max(FirstRoom, 8L * _opened)) _blocks = new HistogramBlock[FirstRoom];
        (_used, _opened, BucketCount) = (0, 0, 0);
        Array.Fill(_free, None);
    }

    private void Insert(ref HistogramBlock block, int at, short index)
    {
        if (block.BucketCount == block.Room) Exchange(ref block);
        var (from, moved) = (block.Start + at, block.BucketCount - at);
        Array.Copy(_indexes, from, _indexes, from + 1, moved);
        Array.Copy(_counts, from, _counts, from + 1, moved);
        (_indexes[from], _counts[from]) = (index, 0);
        block.BucketCount++;
        BucketCount++;
    }

    private void Exchange(ref HistogramBlock block)
    {
        var bits = block.RoomBits == 0 ? SmallestBlockBits : block.RoomBits + 1;
        var start = Take(bits);
        Array.Copy(_indexes, block.Start, _indexes, start, block.BucketCount);
        Array.Copy(_counts, block.Start, _counts, start, block.BucketCount);
        if (block.RoomBits > 0)
        {
            // A free block says in its first count which one is free after it.
            _counts[block.Start] = _free[block.RoomBits];
            _free[block.RoomBits] = block.Start;
        }
        (block.Start, block.RoomBits) = (start, (byte)bits);
    }

    private int Take(int bits)
    {
        if (_free[bits] is var free and not None)
        {
            _free[bits] = (int)_counts[free];
            return free;
        }
        var start = _used;
        _used += 1 << bits;
        if (_used > _indexes.Length)
        {
            Array.Resize(ref _indexes, Math.Max(_used, 2 * _indexes.Length));
            Array.Resize(ref _counts, _indexes.Length);
        }
        return start;
    }
}

/// <summary>Where a histogram lies among <see cref="Histograms"/>; its default has no bucket.</summary>
internal struct HistogramBlock
{
    /// <summary>Place of its first bucket.</summary>
    public int Start;

    /// <summary>Logarithm of how many buckets it has room for; 0 for none.</summary>
    public byte RoomBits;

    /// <summary>Filled buckets.</summary>
    public byte BucketCount;

    /// <summary>Buckets that it has room for.</summary>
    public readonly int Room => RoomBits == 0 ? 0 : 1 << RoomBits;
}
