using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>
/// The measures of a chunk's rows, a column each. What follows from other columns is left out: the maximum of at most
/// one latency, and the histogram of at most <see cref="PartialAggregate.MaxLatenciesWithoutHistogram"/>.
/// </summary>
internal static class MeasureColumns
{
    /// <summary>Writes the columns of some rows; every partial must be consistent.</summary>
    public static void Write(WireWriter writer, PartialColumns measures, Range rows, ColumnRoom room)
    {
        WriteCounts(writer, measures.Count.AsSpan(rows), measures.RtCount.AsSpan(rows), room);
        WriteWhereAbove(0, measures.RtSum.AsSpan(rows), measures.RtCount.AsSpan(rows), writer, room);
        WriteWhereAbove(1, measures.RtMax.AsSpan(rows), measures.RtCount.AsSpan(rows), writer, room);
        IntegerColumn.Write(writer, measures.Slow.AsSpan(rows));
        IntegerColumn.Write(writer, measures.Throttled.AsSpan(rows));
        WriteHistograms(writer, measures, rows, room);
    }

    /// <summary>Reads the columns; fails unless every partial is consistent.</summary>
    public static PartialColumns Read(ref WireReader reader, int count)
    {
        var counts = IntegerColumn.Read(ref reader, count, max: PartialLaw.MostLogs - 1);
        var withoutRt = IntegerColumn.Read(ref reader, count, max: PartialLaw.MostLogs);
        if (reader.Failed) return PartialColumns.Empty;
        var rtCounts = new long[count];
        var (withRt, withMax, withHistogram) = (0, 0, 0);
        for (var i = 0; i < count; i++)
        {
            rtCounts[i] = ++counts[i] - withoutRt[i];
            if (rtCounts[i] > 0) withRt++;
            if (rtCounts[i] > 1) withMax++;
            if (HasHistogram(rtCounts[i])) withHistogram++;
        }
        var rtSums = IntegerColumn.Read(ref reader, withRt);
        var rtMaxima = IntegerColumn.Read(ref reader, withMax);
        var slow = IntegerColumn.Read(ref reader, count);
        var throttled = IntegerColumn.Read(ref reader, count);
        var histograms = ReadHistograms(ref reader, withHistogram);
        if (reader.Failed) return PartialColumns.Empty;

        var (rtSum, rtMax) = (new long[count], new long[count]);
        var (sumAt, maximumAt) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            if (rtCounts[i] > 0) rtSum[i] = rtMax[i] = rtSums[sumAt++];
            if (rtCounts[i] > 1) rtMax[i] = rtMaxima[maximumAt++];
        }
        var measures = new PartialColumns
        {
            Count = counts,
            RtCount = rtCounts,
            RtSum = rtSum,
            RtMax = rtMax,
            Slow = slow,
            Throttled = throttled,
            BucketStarts = StartsOf(rtCounts, histograms.Sizes),
            BucketIndexes = histograms.Indexes,
            BucketCounts = histograms.Counts,
        };
        for (var i = 0; i < count && !reader.Failed; i++) reader.Require(measures.IsConsistent(i));
        return measures;
    }

    private static bool HasHistogram(long rtCount) => rtCount > PartialAggregate.MaxLatenciesWithoutHistogram;

    private static void WriteCounts(WireWriter writer, ReadOnlySpan<long> counts, ReadOnlySpan<long> rtCounts, ColumnRoom room)
    {
        var values = room.Values(counts.Length);
        for (var i = 0; i < values.Length; i++) values[i] = counts[i] - 1;
        IntegerColumn.Write(writer, values);
        for (var i = 0; i < values.Length; i++) values[i] = counts[i] - rtCounts[i];
        IntegerColumn.Write(writer, values);
    }

    private static void WriteWhereAbove(
        long limit, ReadOnlySpan<long> column, ReadOnlySpan<long> rtCounts, WireWriter writer, ColumnRoom room)
    {
        var values = room.Values(column.Length);
        var some = 0;
        for (var i = 0; i < column.Length; i++)
        {
            if (rtCounts[i] > limit) values[some++] = column[i];
        }
        IntegerColumn.Write(writer, values[..some]);
    }

    // How many buckets each; then their indexes, a byte or two each and never in runs, so that the number of buckets is
    // bounded by the bytes there are; then their counts.
    private static void WriteHistograms(WireWriter writer, PartialColumns measures, Range rows, ColumnRoom room)
    {
        var (from, count) = rows.GetOffsetAndLength(measures.Count.Length);
        var sizes = room.Values(count);
        var histograms = 0;
        for (var row = from; row < from + count; row++)
        {
            if (measures.BucketsOf(row).Length is var size and > 0) sizes[histograms++] = size - 1;
        }
        IntegerColumn.Write(writer, sizes[..histograms]);
        for (var row = from; row < from + count; row++)
        {
            var next = LatencyBuckets.Zero;
            foreach (var index in measures.BucketsOf(row).Indexes)
            {
                writer.Count(index - next);
                next = index + 1;
            }
        }
        var counts = measures.BucketCounts.AsSpan(measures.BucketStarts[from]..measures.BucketStarts[from + count]);
        var values = room.Values(counts.Length);
        for (var i = 0; i < values.Length; i++) values[i] = counts[i] - 1;
        IntegerColumn.Write(writer, values);
    }

    private static (long[] Sizes, short[] Indexes, long[] Counts) ReadHistograms(ref WireReader reader, int histograms)
    {
        var sizes = IntegerColumn.Read(ref reader, histograms, max: LatencyBuckets.Last - LatencyBuckets.Zero);
        if (reader.Failed) return ([], [], []);
        var total = sizes.Sum(size => size + 1);
        reader.Require(total <= reader.Remaining);
        if (reader.Failed) return ([], [], []);

        var indexes = ReadIndexes(ref reader, sizes, (int)total);
        var counts = IntegerColumn.Read(ref reader, (int)total, max: PartialLaw.MostLogs - 1);
        for (var i = 0; i < counts.Length; i++) counts[i]++;
        return (sizes, indexes, counts);
    }

    private static short[] ReadIndexes(ref WireReader reader, long[] sizes, int total)
    {
        var indexes = new short[total];
        var at = 0;
        foreach (var size in sizes)
        {
            var next = LatencyBuckets.Zero;
            for (var end = at + (int)size + 1; at < end; at++)
            {
                var index = next + (int)reader.Count(max: LatencyBuckets.Last - LatencyBuckets.Zero);
                reader.Require(index <= LatencyBuckets.Last);
                if (reader.Failed) return [];
                indexes[at] = (short)index;
                next = index + 1;
            }
        }
        return indexes;
    }

    /// <summary>Where each row's buckets begin, and where the last one's end.</summary>
    private static int[] StartsOf(long[] rtCounts, long[] sizes)
    {
        var (starts, histogram) = (new int[rtCounts.Length + 1], 0);
        for (var i = 0; i < rtCounts.Length; i++) starts[i + 1] = starts[i] + (HasHistogram(rtCounts[i]) ? (int)sizes[histogram++] + 1 : 0);
        return starts;
    }
}
