using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// A hash table of groups, made for more of them than the processor's caches hold: logs are added in batches whose places
/// in memory are fetched ahead, all at once instead of one after the other. Growing moves no entry. One thread.
/// </summary>
internal sealed class GroupEntries
{
    private const int ChunkBits = 12;
    private const int RowsAhead = 16;
    private const int FirstSlotBits = 10;

    private readonly Histograms _histograms = new();

    // By the hash's highest bits: its hash, then the entry's place plus 1. 0 is a free slot.
    private ulong[] _slots = new ulong[1 << FirstSlotBits];
    private int _slotBits = FirstSlotBits;
    private Chunk[] _chunks = new Chunk[4];

    /// <summary>Groups.</summary>
    public int Count { get; private set; }

    /// <summary>A group by its place, from 0 up. Valid until <see cref="Clear"/>.</summary>
    public ref readonly GroupEntry this[int place] => ref EntryAt(place);

    /// <summary>Adds logs to their groups, which they are told: their <see cref="PendingLog.Hash"/> and <see cref="PendingLog.Place"/> are set.</summary>
    public void Add(Span<PendingLog> logs)
    {
        foreach (ref var log in logs)
        {
            log.Hash = log.Key.Hash();
            CacheLines.Fetch(ref _slots[SlotOf(log.Hash)]);
        }
        foreach (ref readonly var log in logs)
        {
            if (_slots[SlotOf(log.Hash)] is var slot and not 0) CacheLines.Fetch(ref EntryAt((int)(uint)slot - 1));
        }
        foreach (ref var log in logs)
        {
            log.Place = PlaceOf(log);
            if (EntryAt(log.Place).Histogram is var histogram and not 0) _histograms.Fetch(histogram);
        }
        foreach (ref readonly var log in logs) EntryAt(log.Place).Add(log, _histograms);
    }

    /// <summary>The measures of the groups in this order.</summary>
    /// <param name="places">The groups.</param>
    /// <param name="isThrottled">Whether all logs of an HTTP status and an error code's number are limited, or none.</param>
    public PartialColumns MeasuresOf(ReadOnlySpan<int> places, Func<int, int, bool> isThrottled)
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
            if (row + RowsAhead < places.Length) CacheLines.Fetch(ref EntryAt(places[row + RowsAhead]));
            ref readonly var group = ref EntryAt(places[row]);
            measures.Count[row] = group.Count;
            measures.RtCount[row] = group.RtCount;
            measures.RtSum[row] = group.RtSum;
            measures.RtMax[row] = group.RtMax;
            measures.Slow[row] = group.Slow;
            if (isThrottled(group.Key.HttpCode, group.Key.ErrorCode)) measures.Throttled[row] = group.Count;
            var start = measures.BucketStarts[row];
            var buckets = _histograms.CopyTo(group.Histogram, measures.BucketIndexes.AsSpan(start), measures.BucketCounts.AsSpan(start));
            measures.BucketStarts[row + 1] = start + buckets;
        }
        return measures;
    }

    /// <summary>Forgets all groups; keeps the room that they took, unless it is far more than was needed.</summary>
    public void Clear()
    {
        var needed = Count;
        Count = 0;
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

    private int PlaceOf(in PendingLog log)
    {
        for (var at = SlotOf(log.Hash); ; at = (at + 1) & (_slots.Length - 1))
        {
            var slot = _slots[at];
            if (slot == 0) return Open(log, at);
            if ((uint)(slot >> 32) != log.Hash) continue;
            var place = (int)(uint)slot - 1;
            if (EntryAt(place).Key.Holds(log.Key)) return place;
        }
    }

    private int Open(in PendingLog log, int at)
    {
        var place = Count++;
        if (place >> ChunkBits == _chunks.Length) Array.Resize(ref _chunks, 2 * _chunks.Length);
        if (_chunks[place >> ChunkBits].IsNone) _chunks[place >> ChunkBits] = Chunk.New();
        EntryAt(place).Open(log.Key);
        _slots[at] = ((ulong)log.Hash << 32) | (uint)Count;
        if (Count > _slots.Length / 2) Grow();
        return place;
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
    private ref GroupEntry EntryAt(int place) => ref _chunks[place >> ChunkBits][place & (Chunk.Length - 1)];

    /// <summary>
    /// Room for entries, each in a cache line of its own. Large pinned objects, which the collector neither moves nor, since
    /// entries are written whole, clears.
    /// </summary>
    private readonly struct Chunk
    {
        public const int Length = 1 << ChunkBits;

        private readonly GroupEntry[]? _room;
        private readonly int _bytesToLine;

        private Chunk(GroupEntry[] room) => (_room, _bytesToLine) = (room, CacheLines.BytesToLine(ref room[0]));

        public bool IsNone => _room is null;

        /// <summary>The entry at a place below <see cref="Length"/>.</summary>
        public ref GroupEntry this[int place]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                Debug.Assert((uint)place < Length, "A chunk has so many places.");
                ref var first = ref MemoryMarshal.GetArrayDataReference(_room!);
                return ref Unsafe.AddByteOffset(ref Unsafe.Add(ref first, place), _bytesToLine);
            }
        }

        public static Chunk New() => new(GC.AllocateUninitializedArray<GroupEntry>(Length + 1, pinned: true));
    }
}
