namespace Aggregator.Tests.Core.Wire;

/// <summary>
/// Where the numbers of a sound batch of one chunk lie, found by walking it as docs/WIRE-FORMAT.md says, with none of the product's code.
/// </summary>
internal sealed class BatchMap
{
    private const int TextColumnsInFront = 6;
    private readonly byte[] _batch;
    private int _at = 8;

    public BatchMap(byte[] batch)
    {
        _batch = batch;
        ReadHeader();
        if ((int)Number() is var rows and > 0) ReadRows(rows);
        ReadSummary();
        if (_at != batch.Length) throw new InvalidOperationException("It was not walked to its end.");
    }

    /// <summary>The bytes of each varint.</summary>
    public List<Range> Numbers { get; } = [];

    /// <summary>The bytes of each column, its mode the first, and how many values it has.</summary>
    public List<(Range Bytes, int Values)> Columns { get; } = [];

    private void ReadHeader()
    {
        Text();
        Text();
        for (var i = 0; i < 7; i++) Number();
    }

    private void ReadRows(int rows)
    {
        Column(rows);
        for (var i = 0; i < TextColumnsInFront; i++) TextsThenColumn(rows);
        NumbersOfAList();
        Column(rows);
        TextsThenColumn(rows); // error codes
        TextsThenColumn(rows); // levels
        NumbersOfAList();
        TextsThenColumn(rows); // uids
        var (counts, withoutLatency) = (Column(rows), Column(rows));
        long[] rtCounts = [.. counts.Zip(withoutLatency, (count, without) => count + 1 - without)];
        Column(rtCounts.Count(count => count > 0));
        Column(rtCounts.Count(count => count > 1));
        Column(rows);
        Column(rows);
        var buckets = (int)Column(rtCounts.Count(count => count > 2)).Sum(size => size + 1);
        for (var i = 0; i < buckets; i++) Number();
        Column(buckets);
    }

    private void ReadSummary()
    {
        Texts();
        for (var sources = Number(); sources > 0; sources--)
        {
            for (var i = 0; i < 12; i++) Number();
            _at++; // states
            Number();
        }
        for (var outcomes = Number(); outcomes > 0; outcomes--)
        {
            _at++; // which
            Text();
            Number();
        }
    }

    private long[] Column(int count)
    {
        if (count == 0) return [];
        var (from, mode, values, before) = (_at, _batch[_at++], new List<long>(), 0L);
        while (values.Count < count)
        {
            var run = mode >= 2 ? (int)Number() : 1;
            var number = Number();
            before = mode % 2 == 1 ? before + ((long)(number >> 1) ^ -(long)(number & 1)) : (long)number;
            values.AddRange(Enumerable.Repeat(before, run));
        }
        Columns.Add((from.._at, count));
        return [.. values];
    }

    private void TextsThenColumn(int rows)
    {
        Texts();
        Column(rows);
    }

    private void Texts()
    {
        for (var entries = Number(); entries > 0; entries--) Text();
    }

    private void Text()
    {
        var length = (int)Number();
        _at += length;
    }

    private void NumbersOfAList()
    {
        for (var entries = Number(); entries > 0; entries--) Number();
    }

    private ulong Number()
    {
        var (from, value, shift) = (_at, 0UL, 0);
        do
        {
            value |= (ulong)(_batch[_at] & 0x7f) << shift;
            shift += 7;
        }
        while (_batch[_at++] >= 0x80);
        Numbers.Add(from.._at);
        return value;
    }
}
