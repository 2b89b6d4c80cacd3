using System.Runtime.CompilerServices;
using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>
/// One 10 s cell of every label set of a table: rows only for those with traffic. A label set without traffic takes 4 bytes,
/// and all rows are let go at once.
/// </summary>
internal sealed class Slot
{
    private const int NoLabelSet = -1;
    private readonly RollupDefinition _definition;
    private readonly int _stride;
    private readonly int _rtCount;
    // By label set: its row and one; 0 without traffic.
    private int[] _rowOf = [];
    private int[] _idOf = new int[16];
    private long[] _values;
    private LatencyHistogram?[] _histograms;
    private int _rows;

    public Slot(RollupDefinition definition)
    {
        (_definition, _stride) = (definition, definition.Slots.Length);
        _rtCount = definition.HasQuantiles ? definition.SlotColumn(Measure.RtCount) : -1;
        _values = new long[_idOf.Length * _stride];
        _histograms = definition.HasQuantiles ? new LatencyHistogram?[_idOf.Length] : [];
    }

    /// <summary>Start of the slot, event time in ms.</summary>
    public long StartMs { get; private set; }

    /// <summary>Begins anew, empty, for the slot at <paramref name="startMs"/>; the arrays are kept.</summary>
    public void Reset(long startMs)
    {
        StartMs = startMs;
        Array.Clear(_rowOf);
        Array.Clear(_values, 0, _rows * _stride);
        Array.Clear(_histograms);
        _rows = 0;
    }

    /// <summary>Adds rows' measures, by <see cref="Measure"/>, and their latencies to a label set.</summary>
    public void Add(int id, ReadOnlySpan<long> measures, FilledBuckets latencies)
    {
        var row = RowFor(id);
        var values = _values.AsSpan(row * _stride, _stride);
        if (_rtCount >= 0) AddLatencies(row, values, measures[(int)Measure.RtCount], latencies);
        for (var column = 0; column < values.Length; column++)
        {
            var measure = _definition.Slots[column];
            var value = measures[(int)measure];
            values[column] = measure == Measure.RtMax ? Math.Max(values[column], value) : values[column] + value;
        }
    }

    /// <summary>The label set's measures, by column; empty without traffic. Valid until the next change.</summary>
    public ReadOnlySpan<long> Find(int id) => Find(id, out _);

    /// <inheritdoc cref="Find(int)"/>
    /// <param name="id">The label set.</param>
    /// <param name="latencies">Their distribution; null while sum and maximum say it exactly.</param>
    public ReadOnlySpan<long> Find(int id, out LatencyHistogram? latencies)
    {
        var row = RowOf(id);
        latencies = row >= 0 && _histograms.Length > 0 ? _histograms[row] : null;
        return row < 0 ? default : _values.AsSpan(row * _stride, _stride);
    }

    /// <summary>Lets go of a label set, whose number another may take. Its row stays, belonging to none.</summary>
    public void Remove(int id)
    {
        var row = RowOf(id);
        if (row < 0) return;
        _idOf[row] = NoLabelSet;
        _rowOf[id] = 0;
    }

    // A distribution is kept from the third latency on: fewer are said exactly by sum and maximum.
    private void AddLatencies(int row, ReadOnlySpan<long> before, long rtCount, FilledBuckets latencies)
    {
        if (before[_rtCount] + rtCount <= PartialAggregate.MaxLatenciesWithoutHistogram) return;
        var histogram = _histograms[row] ??= HistogramOfFew(before[_rtCount], before[_rtCount + 1], before[_rtCount + 2]);
        for (var i = 0; i < latencies.Length; i++) histogram.Add(latencies.Indexes[i], latencies.Counts[i]);
    }

    private static LatencyHistogram HistogramOfFew(long rtCount, long rtSum, long rtMax)
    {
        var histogram = new LatencyHistogram();
        if (rtCount >= 1) histogram.Add(LatencyBuckets.IndexOf(rtMax), 1);
        if (rtCount == 2) histogram.Add(LatencyBuckets.IndexOf(rtSum - rtMax), 1);
        return histogram;
    }

    /// <summary>Reads what <see cref="Add"/> will change of these label sets, in loads that do not wait for each other.</summary>
    /// <inheritdoc cref="LabelIndex.Touch"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Touch(ReadOnlySpan<int> ids)
    {
        var seen = 0L;
        foreach (var id in ids)
        {
            if (RowOf(id) is var row && row >= 0) seen += _values[row * _stride];
        }
        if (_histograms.Length == 0) return (int)seen;
        foreach (var id in ids)
        {
            if (RowOf(id) is var row && row >= 0) seen += _histograms[row]?.BucketCount ?? 0;
        }
        return (int)seen;
    }

    /// <summary>The label set's row; -1 without traffic.</summary>
    private int RowOf(int id) => (uint)id < (uint)_rowOf.Length ? _rowOf[id] - 1 : -1;

    private int RowFor(int id)
    {
        // By a quarter, as the label sets' own columns grow.
        if (id >= _rowOf.Length) Array.Resize(ref _rowOf, Math.Max(16, id + id / 4));
        ref var place = ref _rowOf[id];
        if (place > 0) return place - 1;
        if (_rows == _idOf.Length) Grow();
        _idOf[_rows] = id;
        place = ++_rows;
        return _rows - 1;
    }

    private void Grow()
    {
        // By half, not twice: rows of hundreds of thousands of label sets are most of the centre's memory.
        var capacity = _rows + _rows / 2;
        Array.Resize(ref _idOf, capacity);
        Array.Resize(ref _values, capacity * _stride);
        if (_histograms.Length > 0) Array.Resize(ref _histograms, capacity);
    }

    /// <summary>Writes the rows; <paramref name="numberOf"/> gives a label set's number in the saved state.</summary>
    public void Save(BinaryWriter writer, ReadOnlySpan<int> numberOf)
    {
        writer.Write(StartMs);
        writer.Write(_rows - _idOf.AsSpan(0, _rows).Count(NoLabelSet));
        for (var row = 0; row < _rows; row++)
        {
            if (_idOf[row] == NoLabelSet) continue;
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
