using System.Runtime.CompilerServices;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// Byte strings of any length as numbers, in the order in which they come; 0 is the empty one. A hash table whose slots
/// hold values of up to 16 bytes, so that most look-ups touch one cache line. One thread.
/// </summary>
internal sealed class ByteNumbers
{
    private const int FirstSlotBits = 8;
    private const int HashBits = 64;

    // By the hash's highest bits, so that growing writes them in the order in which it reads them.
    private Slot[] _slots = new Slot[1 << FirstSlotBits];
    private int _shift = HashBits - FirstSlotBits;

    // The values one after the other, and of each where it ends.
    private byte[] _bytes = new byte[1024];
    private int[] _ends = new int[64];

    /// <summary>Numbers given, the empty value's included.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Bytes of all values.</summary>
    public int ByteCount => _ends[Count - 1];

    /// <summary>The value that a number stands for. Valid until the next is added.</summary>
    public ReadOnlySpan<byte> this[int number] => number == 0 ? default : _bytes.AsSpan(_ends[number - 1].._ends[number]);

    /// <summary>The number of a value, a new one if it has none.</summary>
    public int NumberOf(ReadOnlySpan<byte> value)
    {
        var key = ByteKey.Of(value);
        return TryFind(key, value, out var number) ? number : Add(key, value);
    }

    /// <summary>Looks for a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value; may be left out when the key is whole.</param>
    /// <param name="number">Its number.</param>
    /// <returns>False if it has none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(in ByteKey key, ReadOnlySpan<byte> value, out int number)
    {
        for (var at = SlotOf(key); ; at = Next(at))
        {
            ref readonly var slot = ref _slots[at];
            number = slot.Number;
            // An empty value's key equals that of a free slot, whose number is 0.
            if (((slot.Key.Low ^ key.Low) | (slot.Key.High ^ key.High) | (uint)(slot.Key.Length ^ key.Length)) == 0 && (key.IsWhole || Holds(number, value))) return true;
            if (slot.Key.Length == 0) return false;
        }
    }

    /// <summary>Gives a number to a value that has none.</summary>
    public int Add(in ByteKey key, ReadOnlySpan<byte> value)
    {
        var number = Count++;
        Append(number, value);
        if (2 * Count > _slots.Length) Grow();
        Put(new Slot { Key = key, Number = number });
        return number;
    }

    /// <summary>Fetches the cache line where a value will be looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(in ByteKey key) => CacheLines.Fetch(ref _slots[SlotOf(key)]);

    /// <summary>Forgets all values, and gives their room back.</summary>
    public void Clear()
    {
        (_slots, _shift, Count) = (new Slot[1 << FirstSlotBits], HashBits - FirstSlotBits, 1);
        (_bytes, _ends) = (new byte[1024], new int[64]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Holds(int number, ReadOnlySpan<byte> value) => this[number].SequenceEqual(value);

    private void Append(int number, ReadOnlySpan<byte> value)
    {
        var start = _ends[number - 1];
        var end = checked(start + value.Length);
        if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
        if (number == _ends.Length) Array.Resize(ref _ends, 2 * number);
        value.CopyTo(_bytes.AsSpan(start));
        _ends[number] = end;
    }

    private void Grow()
    {
        var before = _slots;
        _slots = new Slot[2 * before.Length];
        _shift--;
        foreach (ref readonly var slot in before.AsSpan())
        {
            if (slot.Key.Length > 0) Put(slot);
        }
    }

    private void Put(in Slot slot)
    {
        var at = SlotOf(slot.Key);
        while (_slots[at].Key.Length > 0) at = Next(at);
        _slots[at] = slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(in ByteKey key) => (int)(key.Hash >> _shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(int at) => (at + 1) & (_slots.Length - 1);

    /// <summary>A value with its number; a length of 0 is a free slot.</summary>
    private struct Slot
    {
        public ByteKey Key;
        public int Number;
    }
}
