using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aggregator.Core.Series;
using Aggregator.Regional.Ingest;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// The values of one label as small numbers, so that groups are compared by numbers: equal canonical forms (see
/// <see cref="LabelValue"/>) have the same number. One thread.
/// </summary>
/// <param name="whenEmpty">What a missing value is: <see cref="LabelValue.Unknown"/>, or empty.</param>
/// <param name="formOf">Another form than the canonical one, of which equal ones have the same number.</param>
/// <remarks>
/// A value of up to 16 bytes lies in its slot, so that most look-ups touch one cache line and compare no text. What longer
/// values and new ones cost is bounded by how many there are between two flushes.
/// </remarks>
internal sealed class LabelColumn(string whenEmpty, LabelColumn.Form? formOf = null)
{
    /// <summary>The form of a raw value.</summary>
    public delegate string Form(ReadOnlySpan<byte> value);

    /// <summary>The number of a missing value.</summary>
    public const int Empty = 0;

    /// <summary>Values that are kept from flush to flush, if their text is no longer than <see cref="MaxKeptChars"/>.</summary>
    public const int MaxKept = 32_768;

    private const int MaxKeptChars = 1 << 20;
    private const int FirstSlots = 256;

    // The names are bounded by the groups, which each log of a new name adds to. Raw values are not: many can have one
    // canonical form. Past this and twice the names they are forgotten, and come back when they are seen again.
    private const int MaxVariants = 16_384;

    private readonly Form _formOf = formOf ?? LabelValue.Canonical;
    private Dictionary<byte[], int> _longValues = new(Utf8KeyComparer.Instance);
    private Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { [whenEmpty] = Empty };
    private string[] _names = [whenEmpty];
    private Slot[] _slots = new Slot[FirstSlots];
    private LabelRanks? _ranks;
    private int _used;
    private long _chars;

    /// <summary>Numbers given, the missing value's included.</summary>
    public int Count => _numbers.Count;

    /// <summary>Raw values remembered.</summary>
    public int RawCount => _used + _longValues.Count;

    /// <summary>The canonical form that a number stands for.</summary>
    public string this[int number] => _names[number];

    /// <summary>The order of the canonical forms by UTF-16 code unit; worked out anew only when there are more of them.</summary>
    public LabelRanks Ranks => _ranks?.Count == Count ? _ranks : _ranks = LabelRanks.Of(_names.AsSpan(0, Count));

    /// <summary>The canonical forms by number: a copy, which nobody else has.</summary>
    public string[] Names() => _names[..Count];

    /// <summary>The number of a raw value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NumberOf(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return Empty;
        if (value.Length > Slot.MaxBytes) return NumberOfLong(value);
        var (low, high) = Slot.BytesOf(value);
        for (var at = Slot.HashOf(low, high, value.Length) & (_slots.Length - 1); ; at = (at + 1) & (_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Low == low && slot.High == high && slot.Length == value.Length) return slot.Number;
            if (slot.Length == 0) return Add(value, low, high, at);
        }
    }

    /// <summary>Nobody holds a number any more: forgets the values, and gives their room back, if they are many or long.</summary>
    /// <returns>True when they were forgotten.</returns>
    public bool Trim()
    {
        if (Count < MaxKept && _chars <= MaxKeptChars && RawCount < MaxKept) return false;
        _numbers = new(StringComparer.Ordinal) { [whenEmpty] = Empty };
        _names = [whenEmpty];
        _ranks = null;
        _chars = 0;
        ForgetRaw();
        return true;
    }

    private int NumberOfName(string name)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, name, out var isKnown);
        if (isKnown) return number;
        number = _numbers.Count - 1;
        if (number == _names.Length) Array.Resize(ref _names, 2 * number);
        _names[number] = name;
        _chars += name.Length;
        return number;
    }

    private bool HasTooManyVariants => RawCount > MaxVariants + 2 * Count;

    private void ForgetRaw()
    {
        _longValues = new(Utf8KeyComparer.Instance);
        _slots = new Slot[FirstSlots];
        _used = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NumberOfLong(ReadOnlySpan<byte> value)
    {
        // The form does not depend on what comes after this many bytes, so neither may the key's size.
        var key = value[..Math.Min(value.Length, LabelValue.MaxBytes + 4)];
        var lookup = _longValues.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(key, out var known)) return known;
        if (HasTooManyVariants)
        {
            ForgetRaw();
            lookup = _longValues.GetAlternateLookup<ReadOnlySpan<byte>>();
        }
        return lookup[key] = NumberOfName(_formOf(key));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(ReadOnlySpan<byte> value, ulong low, ulong high, int at)
    {
        var number = NumberOfName(_formOf(value));
        if (HasTooManyVariants) ForgetRaw();
        else if (2 * ++_used <= _slots.Length) _slots[at] = new Slot { Low = low, High = high, Length = value.Length, Number = number };
        else Grow(new Slot { Low = low, High = high, Length = value.Length, Number = number });
        return number;
    }

    private void Grow(in Slot added)
    {
        var before = _slots;
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)before.Length + 1)];
        Put(added);
        foreach (ref readonly var slot in before.AsSpan())
        {
            if (slot.Length > 0) Put(slot);
        }
    }

    private void Put(in Slot slot)
    {
        var at = Slot.HashOf(slot.Low, slot.High, slot.Length) & (_slots.Length - 1);
        while (_slots[at].Length > 0) at = (at + 1) & (_slots.Length - 1);
        _slots[at] = slot;
    }

    /// <summary>A value of 1 to 16 bytes with its number; a length of 0 is a free slot.</summary>
    private struct Slot
    {
        public const int MaxBytes = 16;

        public ulong Low;
        public ulong High;
        public int Length;
        public int Number;

        /// <summary>All bytes of a value in two words, which overlap or hold zeros where it is shorter; never reads past it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (ulong Low, ulong High) BytesOf(ReadOnlySpan<byte> value)
        {
            ref var first = ref MemoryMarshal.GetReference(value);
            var length = value.Length;
            if (length >= 8) return (Unsafe.ReadUnaligned<ulong>(ref first), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - 8)));
            if (length >= 4)
                return (Unsafe.ReadUnaligned<uint>(ref first) | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - 4)) << 32), 0);
            return (first | ((ulong)Unsafe.Add(ref first, length / 2) << 8) | ((ulong)Unsafe.Add(ref first, length - 1) << 16), 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int HashOf(ulong low, ulong high, int length) =>
            (int)(SeededHash.Of(low, high ^ (ulong)length) >> 20) & int.MaxValue;
    }
}
