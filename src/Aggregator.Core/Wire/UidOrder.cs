using System.Globalization;
using System.Numerics;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Aggregation.Ordering;

namespace Aggregator.Core.Wire;

/// <summary>
/// The uids of a column in the order in which chunks list them: those that are decimal numbers ascending, then the others as
/// they come. Numbers are sorted once for all chunks; a chunk only marks those that it has. One thread.
/// </summary>
internal sealed class UidOrder
{
    private const int NoDecimal = -1;
    private const int WordBits = 64;

    private readonly string[] _uids;
    private readonly ulong[] _decimals;

    // By the column's number: the place among all decimals.
    private readonly int[] _rankOf;

    // A bit for each rank that the chunk has, and how many it has before each word of bits.
    private readonly ulong[] _marked;
    private readonly int[] _markedBefore;
    private readonly Numbering<int> _others = new();

    /// <summary>Reads and sorts the uids.</summary>
    public UidOrder(string[] uids)
    {
        _uids = uids;
        _rankOf = new int[uids.Length];
        Array.Fill(_rankOf, NoDecimal);
        var (keys, numbers, count) = (new UInt128[uids.Length], new int[uids.Length], 0);
        for (var number = 0; number < uids.Length; number++)
        {
            if (TryReadDecimal(uids[number], out var value)) (keys[count], numbers[count++]) = (value, number);
        }
        RadixSort.Sort(keys, numbers, count);
        _decimals = new ulong[count];
        for (var rank = 0; rank < count; rank++) (_decimals[rank], _rankOf[numbers[rank]]) = ((ulong)keys[rank], rank);
        _marked = new ulong[(count + WordBits - 1) / WordBits];
        _markedBefore = new int[_marked.Length];
    }

    /// <summary>Whether these are the uids that were sorted.</summary>
    public bool IsOf(string[] uids) => ReferenceEquals(uids, _uids);

    /// <summary>Writes the dictionary of a chunk.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="rows">The numbers of the chunk's rows.</param>
    /// <param name="places">Gets each row's place in the dictionary.</param>
    public void WriteDictionary(WireWriter writer, ReadOnlySpan<int> rows, Span<long> places)
    {
        Mark(rows);
        var decimals = MarkedDecimals();
        ValueDictionary.WriteAscending(writer, decimals);
        writer.Count(_others.Count);
        foreach (var number in _others.Values) writer.Text(_uids[number]);
        for (var i = 0; i < rows.Length; i++) places[i] = PlaceOf(rows[i], decimals.Length);
    }

    private void Mark(ReadOnlySpan<int> rows)
    {
        Array.Clear(_marked);
        _others.Clear();
        foreach (var number in rows)
        {
            if (_rankOf[number] is var rank and not NoDecimal) _marked[rank / WordBits] |= 1UL << (rank % WordBits);
            else _others.NumberOf(number);
        }
    }

    private ulong[] MarkedDecimals()
    {
        var count = 0;
        for (var word = 0; word < _marked.Length; word++)
        {
            _markedBefore[word] = count;
            count += BitOperations.PopCount(_marked[word]);
        }
        var (decimals, at) = (new ulong[count], 0);
        for (var word = 0; word < _marked.Length; word++)
        {
            for (var bits = _marked[word]; bits != 0; bits &= bits - 1)
                decimals[at++] = _decimals[word * WordBits + BitOperations.TrailingZeroCount(bits)];
        }
        return decimals;
    }

    private int PlaceOf(int number, int decimals)
    {
        var rank = _rankOf[number];
        if (rank == NoDecimal) return decimals + _others.NumberOf(number);
        var lower = _marked[rank / WordBits] & ((1UL << (rank % WordBits)) - 1);
        return _markedBefore[rank / WordBits] + BitOperations.PopCount(lower);
    }

    /// <summary>Only what prints as it was read may travel as a number; parsing alone would take "007", and NULs at the end.</summary>
    public static bool TryReadDecimal(string uid, out ulong value)
    {
        value = 0;
        var isCanonical = uid.Length > 0 && !uid.AsSpan().ContainsAnyExceptInRange('0', '9') && (uid[0] != '0' || uid.Length == 1);
        return isCanonical && ulong.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
