using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>What is measured of a row. All are whole numbers; all but <see cref="RtMax"/> are sums.</summary>
internal enum Measure
{
    /// <summary>Logs.</summary>
    Requests,

    Http2xx,
    Http3xx,
    Http4xx,
    Http5xx,
    Http503,

    /// <summary>Logs slower than the threshold.</summary>
    Slow,

    /// <summary>Logs that were throttled.</summary>
    Limited,

    /// <summary>Logs that carry a latency.</summary>
    RtCount,

    /// <summary>Sum of latencies in ms.</summary>
    RtSum,

    /// <summary>Highest latency in ms.</summary>
    RtMax,
}

/// <summary>A row's value of every <see cref="Measure"/>.</summary>
internal static class RowMeasures
{
    /// <summary>How many measures there are.</summary>
    public const int Count = (int)Measure.RtMax + 1;

    /// <summary>Fills <paramref name="values"/>, indexed by measure.</summary>
    public static void Fill(Row row, Span<long> values)
    {
        var (code, measures) = (row.Key.HttpCode, row.Measures);
        values.Clear();
        values[(int)Measure.Requests] = measures.Count;
        values[(int)Measure.Slow] = measures.Slow;
        values[(int)Measure.Limited] = measures.Throttled;
        values[(int)Measure.RtCount] = measures.RtCount;
        values[(int)Measure.RtSum] = measures.RtSum;
        values[(int)Measure.RtMax] = measures.RtMax;
        if (code is >= 200 and <= 599) values[(int)Measure.Http2xx + code / 100 - 2] = measures.Count;
        if (code == 503) values[(int)Measure.Http503] = measures.Count;
    }
}
