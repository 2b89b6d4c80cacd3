namespace Aggregator.Central.Rollup;

/// <summary>
/// A number for each combination of three dictionary numbers of one block, so that label values are compared once for a
/// combination and not for each row. Kept from block to block, so that nothing is allocated.
/// </summary>
internal sealed class CombinationTable
{
    /// <summary>The number of a combination that was not asked for before.</summary>
    public const int Unseen = -2;

    private Entry[] _entries = new Entry[64];
    private long _generation = 1;
    private int _count;

    /// <summary>A block begins: all combinations are unseen.</summary>
    public void Clear()
    {
        _count = 0;
        // Entries of other generations are free. A generation comes again after 2^63 blocks.
        _generation++;
    }

    /// <summary>Where a combination's number is; valid until the next call.</summary>
    public ref int this[int first, int second, int third]
    {
        get
        {
            ref var entry = ref Find(_entries, first, second, third);
            if (entry.Generation == _generation) return ref entry.Number;
            if (++_count * 2 > _entries.Length)
            {
                Grow();
                entry = ref Find(_entries, first, second, third);
            }
            entry = new Entry { First = first, Second = second, Third = third, Generation = _generation, Number = Unseen };
            return ref entry.Number;
        }
    }

    /// <summary>The combination's entry, or the free one where it would be: linear probing in a table at most half full.</summary>
    private ref Entry Find(Entry[] entries, int first, int second, int third)
    {
        var hash = ((ulong)(uint)first * 0x9E37_79B9_7F4A_7C15) ^ ((ulong)(uint)second * 0xC2B2_AE3D_27D4_EB4F) ^ ((ulong)(uint)third * 0x1656_67B1_9E37_79F9);
        for (var at = (int)(hash >> 33); ; at++)
        {
            ref var entry = ref entries[at & (entries.Length - 1)];
            if (entry.Generation != _generation) return ref entry;
            if (entry.First == first && entry.Second == second && entry.Third == third) return ref entry;
        }
    }

    private void Grow()
    {
        var entries = new Entry[_entries.Length * 2];
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Generation == _generation) Find(entries, entry.First, entry.Second, entry.Third) = entry;
        }
        _entries = entries;
    }

    private struct Entry
    {
        public long Generation;
        public int First;
        public int Second;
        public int Third;
        public int Number;
    }
}
