using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>
/// One 10 s cell of every label set of a table: rows only for those with traffic. All rows of a slot are let go at once,
/// so a label set without traffic costs four bytes a slot.
/// </summary>
internal sealed class Slot(RollupDefinition definition)
{
    private readonly int _stride = definition.Slots.Count;
    private int[] _rowOf = [];
    private int[] _idOf = new int[16];
    private long[] _values = new long[16 * definition.Slots.Count];
    private LatencyHistogram?[] _histograms = definition.HasQuantiles ? new LatencyHistogram?[16] : [];
    private readonly int _rtCount = definition.HasQuantiles ? definition.SlotColumn(Measure.RtCount) : -1;
    private int _rows;

    /// <summary>Start of the slot, event time in ms.</summary>
    public long StartMs { get; private set; }

    /// <summary>Number of label sets with traffic.</summary>
    public int Rows => _rows;

    /// <summary>Begins anew, empty, for the slot at <paramref name="startMs"/>; the arrays are kept.</summary>
    public void Reset(long startMs)
    {
        StartMs = startMs;
        for (var row = 0; row < _rows; row++) _rowOf[_idOf[row]] = 0;
        Array.Clear(_values, 0, _rows * _stride);
        Array.Clear(_histograms);
        _rows = 0;
    }

    /// <summary>Adds a row's measures to a label set.</summary>
    public void Add(int id, ReadOnlySpan<long> measures, PartialAggregate partial)
    {
        var row = RowFor(id);
        var values = _values.AsSpan(row * _stride, _stride);
        if (_rtCount >= 0) AddLatencies(row, values, partial);
        for (var column = 0; column < values.Length; column++)
        {
            var measure = definition.Slots[column];
            var value = measures[(int)measure];
            values[column] = measure == Measure.RtMax ? Math.Max(values[column], value) : values[column] + value;
        }
    }

    /// <summary>The label set's measures, by column; empty without traffic. Valid until the next change.</summary>
    public ReadOnlySpan<long> Find(int id)
    {
        var row = id < _rowOf.Length ? _rowOf[id] - 1 : -1;
        return row < 0 ? default : _values.AsSpan(row * _stride, _stride);
    }

    /// <summary>The distribution of the label set's latencies; null while sum and maximum say them exactly.</summary>
    public LatencyHistogram? Histogram(int id) => _histograms[_rowOf[id] - 1];

    /// <summary>Lets go of a label set's row.</summary>
    public void Remove(int id)
    {
        var row = id < _rowOf.Length ? _rowOf[id] - 1 : -1;
        if (row < 0) return;
        var last = --_rows;
        _rowOf[_idOf[last]] = row + 1;
        _rowOf[id] = 0;
        _idOf[row] = _idOf[last];
        _values.AsSpan(last * _stride, _stride).CopyTo(_values.AsSpan(row * _stride));
        _values.AsSpan(last * _stride, _stride).Clear();
        if (_histograms.Length == 0) return;
        _histograms[row] = _histograms[last];
        _histograms[last] = null;
    }

    private void AddLatencies(int row, ReadOnlySpan<long> before, PartialAggregate partial)
    {
        var rtCount = before[_rtCount];
        if (rtCount + partial.RtCount <= PartialAggregate.MaxLatenciesWithoutHistogram) return;
        if (_histograms[row] is null)
        {
            _histograms[row] = new LatencyHistogram();
            new PartialAggregate { RtCount = rtCount, RtSum = before[_rtCount + 1], RtMax = before[_rtCount + 2] }
                .AddLatenciesTo(_histograms[row]!);
        }
        partial.AddLatenciesTo(_histograms[row]!);
    }

    private int RowFor(int id)
    {
        if (id >= _rowOf.Length) Array.Resize(ref _rowOf, Math.Max(id + 1, _rowOf.Length * 2));
        if (_rowOf[id] > 0) return _rowOf[id] - 1;
        if (_rows == _idOf.Length) Grow();
        _idOf[_rows] = id;
        _rowOf[id] = ++_rows;
        return _rows - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _idOf, _rows * 2);
        Array.Resize(ref _values, _rows * 2 * _stride);
        if (_histograms.Length > 0) Array.Resize(ref _histograms, _rows * 2);
    }

    /// <summary>Writes the rows; <paramref name="numberOf"/> gives a label set's number in the saved state.</summary>
    public void Save(BinaryWriter writer, ReadOnlySpan<int> numberOf)
    {
        writer.Write(StartMs);
        writer.Write(_rows);
        for (var row = 0; row < _rows; row++)
        {
            writer.Write(numberOf[_idOf[row]]);
            foreach (var value in _values.AsSpan(row * _stride, _stride)) writer.Write(value);
            if (_histograms.Length > 0) SaveHistogram(writer, _histograms[row]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote into this empty slot.</summary>
    public void Load(BinaryReader reader)
    {
        StartMs = reader.ReadInt64();
        var rows = reader.ReadInt32();
        for (var i = 0; i < rows; i++)
        {
            var row = RowFor(reader.ReadInt32());
            for (var column = 0; column < _stride; column++) _values[row * _stride + column] = reader.ReadInt64();
            if (_histograms.Length > 0) _histograms[row] = LoadHistogram(reader);
        }
    }

    private static void SaveHistogram(BinaryWriter writer, LatencyHistogram? histogram)
    {
        writer.Write((short)(histogram?.BucketCount ?? 0));
        for (var i = 0; i < histogram?.BucketCount; i++)
        {
            writer.Write(histogram.Indexes[i]);
            writer.Write(histogram.Counts[i]);
        }
    }

    private static LatencyHistogram? LoadHistogram(BinaryReader reader)
    {
        var buckets = reader.ReadInt16();
        if (buckets == 0) return null;
        var histogram = new LatencyHistogram();
        for (var i = 0; i < buckets; i++) histogram.Add(reader.ReadInt16(), reader.ReadInt64());
        return histogram;
    }
}
