using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// A hash table of groups, made for more of them than the processor's caches hold: logs are added in batches whose places
/// in memory are fetched ahead, all at once instead of one after the other. Growing moves no entry. One thread.
/// </summary>
internal sealed class GroupEntries
{
    private const int BatchLogs = 128;
    private const int RowsAhead = 16;
    private const int ChunkBits = 10;
    private const int FirstSlotBits = 10;

    private readonly PendingLog[] _pending = new PendingLog[BatchLogs];
    private readonly Histograms _histograms = new();
    private int _pendingCount;

    // By the hash's highest bits: its hash, then the entry's place plus 1. 0 is a free slot.
    private ulong[] _slots = new ulong[1 << FirstSlotBits];
    private int _slotBits = FirstSlotBits;
    private GroupEntry[][] _chunks = new GroupEntry[4][];
    private int _count;

    /// <summary>Groups, when the logs that wait have been added.</summary>
    public int Count
    {
        get
        {
            AddPending();
            return _count;
        }
    }

    /// <summary>A group by its place, from 0 up; no log may wait. Valid until <see cref="Clear"/>.</summary>
    public ref readonly GroupEntry this[int place] => ref EntryAt(place);

    /// <summary>Adds a log to its group; at once, or together with later ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in GroupNumbers key, long latencyMs, bool isSlow, bool isThrottled)
    {
        ref var log = ref _pending[_pendingCount];
        log.Key = key;
        log.Hash = key.Hash();
        log.LatencyMs = (int)latencyMs;
        log.IsSlow = isSlow;
        log.IsThrottled = isThrottled;
        Prefetch(ref _slots[SlotOf(log.Hash)]);
        if (++_pendingCount == BatchLogs) AddPending();
    }

    /// <summary>The measures of the groups in this order.</summary>
    public PartialColumns MeasuresOf(ReadOnlySpan<int> places)
    {
        var measures = new PartialColumns
        {
            Count = new long[places.Length],
            RtCount = new long[places.Length],
            RtSum = new long[places.Length],
            RtMax = new long[places.Length],
            Slow = new long[places.Length],
            Throttled = new long[places.Length],
            BucketStarts = new int[places.Length + 1],
            BucketIndexes = new short[_histograms.BucketCount],
            BucketCounts = new long[_histograms.BucketCount],
        };
        for (var row = 0; row < places.Length; row++)
        {
            // Rows come in another order than the groups lie in memory.
            if (row + RowsAhead < places.Length) Prefetch(ref EntryAt(places[row + RowsAhead]));
            ref readonly var group = ref EntryAt(places[row]);
            measures.Count[row] = group.Count;
            measures.RtCount[row] = group.RtCount;
            measures.RtSum[row] = group.RtSum;
            measures.RtMax[row] = group.RtMax;
            measures.Slow[row] = group.Slow;
            measures.Throttled[row] = group.Throttled;
            var start = measures.BucketStarts[row];
            var buckets = _histograms[group.Histogram];
            buckets.Indexes.CopyTo(measures.BucketIndexes.AsSpan(start));
            buckets.Counts.CopyTo(measures.BucketCounts.AsSpan(start));
            measures.BucketStarts[row + 1] = start + buckets.Length;
        }
        return measures;
    }

    /// <summary>Forgets all groups; keeps the room that they took, unless it is far more than was needed.</summary>
    public void Clear()
    {
        var needed = _count;
        (_count, _pendingCount) = (0, 0);
        _histograms.Clear();
        if (_slots.Length <= Math.Max(1 << FirstSlotBits, needed * 8)) Array.Clear(_slots);
        else ShrinkTo(needed);
    }

    private void ShrinkTo(int groups)
    {
        _slotBits = Math.Max(FirstSlotBits, BitOperations.Log2((uint)groups + 1) + 2);
        _slots = new ulong[1 << _slotBits];
        Array.Resize(ref _chunks, Math.Min(_chunks.Length, (groups >> ChunkBits) + 4));
    }

    private void AddPending()
    {
        for (var i = 0; i < _pendingCount; i++)
        {
            if (_slots[SlotOf(_pending[i].Hash)] is var slot and not 0) Prefetch(ref EntryAt((int)(uint)slot - 1));
        }
        for (var i = 0; i < _pendingCount; i++) EntryOf(_pending[i]).Add(_pending[i], _histograms);
        _pendingCount = 0;
    }

    private ref GroupEntry EntryOf(in PendingLog log)
    {
        for (var at = SlotOf(log.Hash); ; at = (at + 1) & (_slots.Length - 1))
        {
            var slot = _slots[at];
            if (slot == 0) return ref Open(log, at);
            if ((uint)(slot >> 32) != log.Hash) continue;
            ref var entry = ref EntryAt((int)(uint)slot - 1);
            if (entry.Key == log.Key) return ref entry;
        }
    }

    private ref GroupEntry Open(in PendingLog log, int at)
    {
        var place = _count++;
        if (place >> ChunkBits == _chunks.Length) Array.Resize(ref _chunks, 2 * _chunks.Length);
        _chunks[place >> ChunkBits] ??= new GroupEntry[1 << ChunkBits];
        ref var entry = ref EntryAt(place);
        entry = new GroupEntry { Key = log.Key };
        _slots[at] = ((ulong)log.Hash << 32) | (uint)_count;
        if (_count > _slots.Length / 2) Grow();
        return ref entry;
    }

    private void Grow()
    {
        var before = _slots;
        _slots = new ulong[1 << ++_slotBits];
        foreach (var slot in before)
        {
            if (slot == 0) continue;
            var at = SlotOf((uint)(slot >> 32));
            while (_slots[at] != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = slot;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(uint hash) => (int)(hash >> (32 - _slotBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref GroupEntry EntryAt(int place) => ref _chunks[place >> ChunkBits][place & ((1 << ChunkBits) - 1)];

    // What the collector moves meanwhile is fetched in vain, and no more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch<T>(ref T memory)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref memory));
    }
}
