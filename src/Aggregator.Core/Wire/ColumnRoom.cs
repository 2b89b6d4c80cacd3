namespace Aggregator.Core.Wire;

/// <summary>Where the columns of one chunk after the other are put together. One thread.</summary>
internal sealed class ColumnRoom
{
    private long[] _values = [];
    private int[] _entries = [];
    private UidOrder? _uids;

    // By the column's number, 1 and up; 0 is one that no row of the chunk has (so far).
    private int[] _placeOf = [];

    /// <summary>Room for the values of so many rows, whatever was in it before.</summary>
    public Span<long> Values(int rows)
    {
        if (_values.Length < rows) _values = new long[rows];
        return _values.AsSpan(0, rows);
    }

    /// <summary>The order of these uids, worked out once for all chunks that have them.</summary>
    public UidOrder OrderOf(string[] uids) => _uids?.IsOf(uids) == true ? _uids : _uids = new UidOrder(uids);

    /// <summary>
    /// The dictionary of a chunk: of a whole column's numbers those that the chunk's rows have, in order of first appearance. Valid until the next one.
    /// </summary>
    /// <param name="rows">The numbers of the chunk's rows.</param>
    /// <param name="numbers">How many numbers the whole column has.</param>
    /// <param name="places">Gets each row's place in the dictionary.</param>
    public ReadOnlySpan<int> DictionaryOf(ReadOnlySpan<int> rows, int numbers, Span<long> places)
    {
        if (_placeOf.Length < numbers) _placeOf = new int[numbers];
        if (_entries.Length < Math.Min(rows.Length, numbers)) _entries = new int[Math.Min(rows.Length, numbers)];
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            ref var place = ref _placeOf[rows[i]];
            if (place == 0)
            {
                _entries[count] = rows[i];
                place = ++count;
            }
            places[i] = place - 1;
        }
        var entries = _entries.AsSpan(0, count);
        foreach (var number in entries) _placeOf[number] = 0;
        return entries;
    }
}
