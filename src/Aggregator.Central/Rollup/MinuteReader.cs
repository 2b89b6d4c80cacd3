using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>
/// Reads a label set's last minute: the sum of its slots in <c>[end − 60 s, end)</c>, and the gauges that follow from it.
/// Gauges whose denominator is 0 are left out (NaN): nothing has no mean.
/// </summary>
internal sealed class MinuteReader
{
    private readonly RollupTable _table;
    private readonly RingLayout _layout;
    private readonly (GaugeKind Kind, int Column, int PerColumn)[] _gauges;
    private readonly bool _readsLatencies;
    private readonly int _rtCount;
    private readonly Slot?[] _minute;
    private readonly long[] _sums;
    private readonly LatencyScratch _latencies = new();
    private long _endMs = long.MinValue;

    public MinuteReader(RollupTable table, RingLayout layout, IReadOnlyList<GaugeDefinition> gauges)
    {
        var definition = table.Definition;
        (_table, _layout) = (table, layout);
        _gauges = [.. gauges.Select(g => (g.Kind, definition.SlotColumn(g.Measure), definition.SlotColumn(g.Per)))];
        _readsLatencies = gauges.Any(g => g.Kind == GaugeKind.P99);
        if (_readsLatencies) _rtCount = definition.SlotColumn(Measure.RtCount);
        _minute = new Slot?[layout.GaugeSlots];
        _sums = new long[definition.Slots.Length];
    }

    /// <summary>Begins a publication: the ring has changed since the last one.</summary>
    public void Begin() => _endMs = long.MinValue;

    /// <summary>Writes the label set's gauges for the minute that ends at <paramref name="endMs"/>, in their order.</summary>
    public void Read(int id, long endMs, Span<double> values)
    {
        if (endMs != _endMs) FindSlots(endMs);
        Array.Clear(_sums);
        if (_readsLatencies) _latencies.Clear();
        foreach (var slot in _minute)
        {
            if (slot is not null) Add(slot, id);
        }
        for (var i = 0; i < _gauges.Length; i++) values[i] = Value(_gauges[i]);
    }

    private void FindSlots(long endMs)
    {
        _endMs = endMs;
        for (var i = 0; i < _minute.Length; i++) _minute[i] = _table.Ring.Find(endMs - (i + 1) * _layout.SlotMs);
    }

    private void Add(Slot slot, int id)
    {
        var row = slot.Find(id, out var histogram);
        for (var column = 0; column < row.Length; column++)
        {
            _sums[column] = _table.Definition.Slots[column] == Measure.RtMax
                ? Math.Max(_sums[column], row[column])
                : _sums[column] + row[column];
        }
        if (!_readsLatencies || row.IsEmpty) return;
        _latencies.Add(row[_rtCount], row[_rtCount + 1], row[_rtCount + 2], histogram);
    }

    private double Value((GaugeKind Kind, int Column, int PerColumn) gauge)
    {
        var (value, per) = (_sums[gauge.Column], _sums[gauge.PerColumn]);
        return gauge.Kind switch
        {
            GaugeKind.Sum => value,
            _ when per == 0 => double.NaN,
            GaugeKind.Value => value,
            GaugeKind.Ratio => (double)value / per,
            _ => _latencies.Quantile(0.99, highestMs: value),
        };
    }
}

/// <summary>The latencies of a minute by bucket, in an array that is used again and again.</summary>
internal sealed class LatencyScratch
{
    // One more than the buckets, because the first one has the index -1.
    private readonly long[] _counts = new long[LatencyBuckets.Last + 2];
    private long _total;

    public void Clear()
    {
        if (_total > 0) Array.Clear(_counts);
        _total = 0;
    }

    /// <summary>Adds a slot's latencies: its histogram, or those that count, sum and maximum (in ms) say exactly.</summary>
    public void Add(long count, long sumMs, long maxMs, LatencyHistogram? histogram)
    {
        _total += count;
        if (histogram is not null)
        {
            for (var i = 0; i < histogram.BucketCount; i++) _counts[histogram.Indexes[i] + 1] += histogram.Counts[i];
            return;
        }
        if (count >= 1) _counts[LatencyBuckets.IndexOf(maxMs) + 1]++;
        if (count == 2) _counts[LatencyBuckets.IndexOf(sumMs - maxMs) + 1]++;
    }

    /// <summary>
    /// The latency in ms that a share <paramref name="q"/> does not exceed (see <see cref="LatencyBuckets.PlaceOfQuantile"/>),
    /// at most 4.4 % off and never above <paramref name="highestMs"/>; only where there are latencies.
    /// </summary>
    public double Quantile(double q, long highestMs)
    {
        var bucket = LatencyBuckets.PlaceOfQuantile(q, _counts, _total) - 1;
        return Math.Min(LatencyBuckets.MiddleMs(bucket), highestMs);
    }
}
