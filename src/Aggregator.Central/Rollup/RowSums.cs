using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>The measures of some rows of a block, summed up; reused for the next ones.</summary>
internal sealed class RowSums
{
    /// <summary>Sums that nobody asks for, behind those of all measures.</summary>
    private const int NoMeasure = (int)Measure.RtMax + 1;

    private readonly long[] _sums = new long[NoMeasure + 1];

    /// <summary>By <see cref="Measure"/>; valid until the next rows.</summary>
    public ReadOnlySpan<long> Measures => _sums;

    /// <summary>Logs in the rows.</summary>
    public long Requests => _sums[(int)Measure.Requests];

    /// <summary>Takes the rows from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public void Take(RowBlock block, int from, int to)
    {
        Array.Clear(_sums);
        var (columns, length) = (block.Measures, to - from);
        _sums[(int)Measure.Requests] = SumOf(columns.Count.AsSpan(from, length));
        _sums[(int)Measure.Slow] = SumOf(columns.Slow.AsSpan(from, length));
        _sums[(int)Measure.Limited] = SumOf(columns.Throttled.AsSpan(from, length));
        _sums[(int)Measure.RtCount] = SumOf(columns.RtCount.AsSpan(from, length));
        _sums[(int)Measure.RtSum] = SumOf(columns.RtSum.AsSpan(from, length));
        foreach (var latencyMs in columns.RtMax.AsSpan(from, length)) _sums[(int)Measure.RtMax] = Math.Max(_sums[(int)Measure.RtMax], latencyMs);
        TakeCodes(block.HttpCode, columns.Count, from, to);
    }

    private void TakeCodes(in DictionaryColumn<int> codes, long[] counts, int from, int to)
    {
        var numbers = codes.Numbers;
        for (var row = from; row < to;)
        {
            var (number, logs) = (numbers[row], 0L);
            for (; row < to && numbers[row] == number; row++) logs += counts[row];
            var code = codes.Values[number];
            _sums[ClassOf(code)] += logs;
            if (code == 503) _sums[(int)Measure.Http503] += logs;
        }
    }

    private static int ClassOf(int code) => code is >= 200 and <= 599 ? (int)Measure.Http2xx + code / 100 - 2 : NoMeasure;

    private static long SumOf(ReadOnlySpan<long> column)
    {
        var sum = 0L;
        foreach (var value in column) sum += value;
        return sum;
    }
}
