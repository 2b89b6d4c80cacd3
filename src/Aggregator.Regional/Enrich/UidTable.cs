using System.Buffers.Text;

namespace Aggregator.Regional.Enrich;

/// <summary>
/// Decimal uids to small numbers, in 10 bytes a slot: an open-addressing table with linear probing, at most four fifths
/// full. 5,000,000 uids take 63 MB; a <see cref="Dictionary{TKey, TValue}"/> takes 120 MB, and twice that while it grows.
/// </summary>
/// <param name="expected">Uids that will come. With more than that the table grows, and for that time exists twice.</param>
internal sealed class UidTable(long expected)
{
    /// <summary>Numbers go from 1 to this: 0 marks a free slot.</summary>
    public const int MaxNumber = ushort.MaxValue;

    private const int MinSlots = 16;

    private ulong[] _uids = new ulong[SlotsFor(expected)];
    private ushort[] _numbers = new ushort[SlotsFor(expected)];

    /// <summary>Uids held.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Reads a uid that is a canonical decimal: only digits, no leading zero, below 2^64. Others (<c>007</c>) are names.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong uid)
    {
        uid = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        if (text[0] == '0' && text.Length > 1) return false;
        return Utf8Parser.TryParse(text, out uid, out var used) && used == text.Length;
    }

    /// <summary>Sets a uid's number, from 1 to <see cref="MaxNumber"/>; false when it had one before.</summary>
    public bool Set(ulong uid, ushort number)
    {
        var slot = SlotOf(uid);
        var isNew = _numbers[slot] == 0;
        if (isNew && SlotsFor(Count + 1) > _uids.Length)
        {
            Grow();
            slot = SlotOf(uid);
        }
        if (isNew) Count++;
        (_uids[slot], _numbers[slot]) = (uid, number);
        return isNew;
    }

    /// <summary>A uid's number, or 0 when it is not there.</summary>
    public ushort Find(ulong uid) => _numbers[SlotOf(uid)];

    private static int SlotsFor(long count) => (int)Math.Clamp((count + 1) * 5 / 4, MinSlots, Array.MaxLength);

    /// <summary>The uid's slot, or the free one where it belongs.</summary>
    private int SlotOf(ulong uid)
    {
        // Fibonacci hashing spreads the runs of consecutive numbers that uids are; the product's high half scales the
        // hash to a table whose size is no power of two.
        var hash = (uid ^ (uid >> 32)) * 0x9E37_79B9_7F4A_7C15;
        var slot = (int)Math.BigMul(hash, (ulong)_uids.Length, out _);
        while (_numbers[slot] != 0 && _uids[slot] != uid)
        {
            if (++slot == _uids.Length) slot = 0;
        }
        return slot;
    }

    private void Grow()
    {
        var (uids, numbers) = (_uids, _numbers);
        var slots = SlotsFor(2L * Count);
        (_uids, _numbers) = (new ulong[slots], new ushort[slots]);
        for (var i = 0; i < uids.Length; i++)
        {
            if (numbers[i] == 0) continue;
            var slot = SlotOf(uids[i]);
            (_uids[slot], _numbers[slot]) = (uids[i], numbers[i]);
        }
    }
}
