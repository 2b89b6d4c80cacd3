using System.Numerics;
using Aggregator.Regional.Ingest;

namespace Aggregator.Regional.Enrich;

/// <summary>
/// Texts to numbers, in a few arrays: however many rows there are, the garbage collector sees no object of theirs, so that
/// a table which is loaded beside the one in use stops no thread for long. Open addressing with linear probing, at most
/// half full. Texts are UTF-8, compared byte by byte.
/// </summary>
/// <param name="expected">Texts that will come; with more the arrays grow.</param>
internal sealed class TextTable(long expected)
{
    /// <summary>What <see cref="Find"/> says of a text that is not there.</summary>
    public const int None = -1;

    private const int UsualTextBytes = 16;

    private byte[] _texts = new byte[Math.Clamp(expected * UsualTextBytes, UsualTextBytes, Array.MaxLength)];
    private Entry[] _entries = new Entry[Math.Clamp(expected, 4, Array.MaxLength / 4)];

    // Of each slot, the entry's place plus 1; 0 is a free slot. Their number is a power of two.
    private int[] _slots = new int[SlotsFor(expected)];
    private int _textBytes;

    /// <summary>Texts held.</summary>
    public int Count { get; private set; }

    /// <summary>Sets a text's number, from 0 up; false when it had one before.</summary>
    public bool Set(ReadOnlySpan<byte> text, int number)
    {
        var hash = HashOf(text);
        var slot = SlotOf(text, hash);
        if (_slots[slot] is var place and > 0)
        {
            _entries[place - 1].Number = number;
            return false;
        }
        Append(text, new Entry { Start = _textBytes, Length = text.Length, Hash = hash, Number = number });
        _slots[slot] = Count;
        if (Count > _slots.Length / 2) Rehash();
        return true;
    }

    /// <summary>A text's number, or <see cref="None"/>.</summary>
    public int Find(ReadOnlySpan<byte> text) =>
        _slots[SlotOf(text, HashOf(text))] is var place and > 0 ? _entries[place - 1].Number : None;

    private static int SlotsFor(long count) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count * 2, 8, 1 << 30));

    private static int HashOf(ReadOnlySpan<byte> text) => Utf8KeyComparer.Instance.GetHashCode(text);

    /// <summary>The text's slot, or the free one where it belongs.</summary>
    private int SlotOf(ReadOnlySpan<byte> text, int hash)
    {
        var slot = hash & (_slots.Length - 1);
        while (_slots[slot] is var place and > 0)
        {
            ref readonly var entry = ref _entries[place - 1];
            if (entry.Hash == hash && _texts.AsSpan(entry.Start, entry.Length).SequenceEqual(text)) break;
            slot = (slot + 1) & (_slots.Length - 1);
        }
        return slot;
    }

    private void Append(ReadOnlySpan<byte> text, Entry entry)
    {
        if (_texts.Length - _textBytes < text.Length) Array.Resize(ref _texts, checked(Math.Max(_texts.Length * 2, _textBytes + text.Length)));
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        text.CopyTo(_texts.AsSpan(_textBytes));
        _textBytes += text.Length;
        _entries[Count++] = entry;
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            var slot = _entries[i].Hash & (_slots.Length - 1);
            while (_slots[slot] > 0) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }

    private struct Entry
    {
        public int Start;
        public int Length;
        public int Hash;
        public int Number;
    }
}
