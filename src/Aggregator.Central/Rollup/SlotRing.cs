namespace Aggregator.Central.Rollup;

/// <summary>The slots that gauges can need, of one table. A slot that was never opened takes no memory; one that is let go of keeps its arrays for the next.</summary>
internal sealed class SlotRing(RollupDefinition definition, RingLayout layout)
{
    private readonly Slot?[] _slots = new Slot?[layout.Length];
    private Slot? _last;
    private readonly Stack<Slot> _spare = new();
    private long _nowMs;
    private long _oldestMs;
    private long _newestMs;

    /// <summary>Moves the ring to this now; slots that fall out of it are let go.</summary>
    public void Advance(long nowMs)
    {
        _last = null;
        (_nowMs, _oldestMs, _newestMs) = (nowMs, layout.OldestMs(nowMs), layout.NewestMs(nowMs));
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] is not { } slot || IsInside(slot.StartMs)) continue;
            slot.Reset(0);
            _spare.Push(slot);
            _slots[i] = null;
        }
    }

    /// <summary>The slot to add to; null when it is outside the ring, where no gauge will look.</summary>
    public Slot? Open(long startMs)
    {
        if (_last is not null && _last.StartMs == startMs) return _last;
        if (!IsInside(startMs)) return null;
        ref var slot = ref _slots[PlaceOf(startMs)];
        if (slot is null)
        {
            slot = _spare.Count > 0 ? _spare.Pop() : new Slot(definition);
            slot.Reset(startMs);
        }
        return _last = slot;
    }

    /// <summary>The slot at <paramref name="startMs"/>; null when nothing was added to it.</summary>
    public Slot? Find(long startMs) => _slots[PlaceOf(startMs)] is { } slot && slot.StartMs == startMs ? slot : null;

    /// <summary>Lets go of a label set in every slot.</summary>
    public void Remove(int id)
    {
        foreach (var slot in _slots) slot?.Remove(id);
    }

    private bool IsInside(long startMs) => startMs >= _oldestMs && startMs <= _newestMs;

    private int PlaceOf(long startMs) => (int)((ulong)(startMs / layout.SlotMs) % (ulong)_slots.Length);

    public void Save(BinaryWriter writer, ReadOnlySpan<int> numberOf)
    {
        writer.Write(_nowMs);
        writer.Write(_slots.Count(slot => slot is not null));
        foreach (var slot in _slots) slot?.Save(writer, numberOf);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, without the slots that a ring of another length has no place for.</summary>
    public void Load(BinaryReader reader)
    {
        Advance(reader.ReadInt64());
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var slot = new Slot(definition);
            slot.Load(reader);
            if (IsInside(slot.StartMs)) _slots[PlaceOf(slot.StartMs)] = slot;
        }
    }
}
