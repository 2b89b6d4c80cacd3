using Aggregator.Central.Rollup;

namespace Aggregator.Central.Expose;

/// <summary>Turns one table into metric families. Walks the label sets once, in the order of the exposition.</summary>
internal sealed class TablePublisher
{
    private readonly RollupTable _table;
    private readonly RingLayout _layout;
    private readonly GaugeDefinition[] _gauges;
    private readonly MinuteReader _minute;
    private readonly int[] _counterColumns;

    /// <param name="table">The table.</param>
    /// <param name="layout">Of its ring.</param>
    /// <param name="shown">Names of the gauges to show; the table has some of them.</param>
    public TablePublisher(RollupTable table, RingLayout layout, IReadOnlyList<string> shown)
    {
        (_table, _layout) = (table, layout);
        _gauges = [.. table.Definition.Gauges.Where(gauge => shown.Contains(gauge.Name, StringComparer.Ordinal))];
        _minute = new MinuteReader(table, layout, _gauges);
        _counterColumns = [.. table.Definition.Counters.Select(counter => table.Definition.TotalColumn(counter.Measure))];
    }

    /// <summary>Adds the table's families at this moment.</summary>
    public void Publish(PublicationMoment moment, List<MetricFamily> families)
    {
        _table.Sorted.Refresh();
        _minute.Begin();
        var (ids, labels) = (_table.Sorted.Ids, _table.Sorted.Texts);
        var counters = Columns(_counterColumns.Length, ids.Length);
        var gauges = Columns(_gauges.Length, ids.Length);
        var late = _table.Definition.HasLateAndLatency ? new LateAndLatency(_table, moment.SlowMs, ids.Length) : null;
        Span<double> values = stackalloc double[_gauges.Length];
        for (var at = 0; at < ids.Length; at++)
        {
            ref readonly var set = ref _table[ids[at]];
            if (moment.NowMs >= set.ZeroUntilMs)
            {
                var totals = _table.Totals(ids[at]);
                for (var i = 0; i < counters.Length; i++) counters[i][at] = totals[_counterColumns[i]];
                late?.Set(at, ids[at]);
            }
            ReadGauges(in set, ids[at], moment, values);
            for (var i = 0; i < gauges.Length; i++) gauges[i][at] = values[i];
        }
        AddFamilies(families, labels, gauges, counters);
        late?.AddFamilies(families, labels);
    }

    private void ReadGauges(in LabelSet set, int id, PublicationMoment moment, Span<double> values)
    {
        var endMs = moment.Ends.Of(set.FedBy);
        var hasGauges = endMs != GaugeEnds.None && set.FirstSlotMs <= endMs - _layout.SlotMs;
        if (hasGauges) _minute.Read(id, endMs, values);
        else values.Fill(double.NaN);
    }

    private void AddFamilies(List<MetricFamily> families, byte[][] labels, double[][] gauges, double[][] counters)
    {
        var definition = _table.Definition;
        for (var i = 0; i < gauges.Length; i++)
        {
            families.Add(new ScalarFamily(
                definition.Part, definition.Prefix + _gauges[i].Name, "gauge", _gauges[i].Help, labels, gauges[i]));
        }
        for (var i = 0; i < counters.Length; i++)
        {
            var counter = definition.Counters[i];
            families.Add(new ScalarFamily(
                definition.Part, $"{definition.Prefix}{counter.Name}_total", "counter", counter.Help, labels, counters[i]));
        }
    }

    private static double[][] Columns(int columns, int rows)
    {
        var result = new double[columns][];
        for (var i = 0; i < columns; i++) result[i] = new double[rows];
        return result;
    }

    /// <summary>The families that only products have.</summary>
    private sealed class LateAndLatency(RollupTable table, long? slowMs, int labelSets)
    {
        private readonly double[][] _late = Columns(2, labelSets);
        private readonly LatencyFamilyBuilder _latencies = new(slowMs, labelSets);
        private readonly int _rtCount = table.Definition.TotalColumn(Measure.RtCount);
        private readonly int _rtSum = table.Definition.TotalColumn(Measure.RtSum);
        private readonly int _slow = table.Definition.TotalColumn(Measure.Slow);

        public void Set(int at, int id)
        {
            var totals = table.Totals(id);
            var late = table.Late(id);
            (_late[0][at], _late[1][at]) = (late[0], late[1]);
            _latencies.Set(at, table.Latencies.Of(id), totals[_rtCount], totals[_rtSum], totals[_slow]);
        }

        public void AddFamilies(List<MetricFamily> families, byte[][] labels)
        {
            var (part, prefix) = (table.Definition.Part, table.Definition.Prefix);
            families.Add(new ScalarFamily(part, prefix + NamespaceMetrics.LateRequestsName, "counter",
                "Requests that came too late for the other counters, ever since.", labels, _late[0]));
            families.Add(new ScalarFamily(part, prefix + NamespaceMetrics.Late5xxName, "counter",
                "Requests answered with 500 to 599 that came too late for the other counters, ever since.", labels, _late[1]));
            families.Add(_latencies.Build(part, prefix + NamespaceMetrics.LatencyName,
                "Latency in seconds, ever since; the requests without one are not counted.", labels));
        }
    }
}

/// <summary>What one publication is made at.</summary>
/// <param name="NowMs">Wall time.</param>
/// <param name="Ends">Where gauges end.</param>
/// <param name="SlowMs">What the slow logs were counted with; null when it was not always the same.</param>
internal sealed record PublicationMoment(long NowMs, GaugeEnds Ends, long? SlowMs);
