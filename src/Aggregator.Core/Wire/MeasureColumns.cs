using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>
/// The measures of a chunk's rows, a column each. What follows from other columns is left out: the maximum of at most
/// one latency, and the histogram of at most <see cref="PartialAggregate.MaxLatenciesWithoutHistogram"/>.
/// </summary>
internal static class MeasureColumns
{
    /// <summary>Writes the columns; every partial must be consistent.</summary>
    public static void Write(WireWriter writer, PartialAggregate[] rows)
    {
        Integers(rows, row => row.Count - 1);
        Integers(rows, row => row.Count - row.RtCount);
        Integers(rows.Where(row => row.RtCount > 0), row => row.RtSum);
        Integers(rows.Where(row => row.RtCount > 1), row => row.RtMax);
        Integers(rows, row => row.Slow);
        Integers(rows, row => row.Throttled);
        WriteHistograms(writer, [.. rows.Where(row => row.Histogram is not null).Select(row => row.Histogram!)]);

        void Integers(IEnumerable<PartialAggregate> some, Func<PartialAggregate, long> value) =>
            IntegerColumn.Write(writer, [.. some.Select(value)]);
    }

    /// <summary>Reads the columns; fails unless every partial is consistent.</summary>
    public static PartialAggregate[] Read(ref WireReader reader, int count)
    {
        var rows = new PartialAggregate[count];
        var counts = IntegerColumn.Read(ref reader, count, max: long.MaxValue - 1);
        var withoutRt = IntegerColumn.Read(ref reader, count);
        if (reader.Failed) return [];
        for (var i = 0; i < count; i++)
        {
            rows[i] = new PartialAggregate { Count = counts[i] + 1, RtCount = counts[i] + 1 - withoutRt[i] };
        }

        ReadInto(ref reader, rows, row => row.RtCount > 0, (row, value) => row.RtMax = row.RtSum = value);
        ReadInto(ref reader, rows, row => row.RtCount > 1, (row, value) => row.RtMax = value);
        ReadInto(ref reader, rows, _ => true, (row, value) => row.Slow = value);
        ReadInto(ref reader, rows, _ => true, (row, value) => row.Throttled = value);
        ReadHistograms(ref reader, rows);
        reader.Require(Array.TrueForAll(rows, row => row.IsConsistent()));
        return rows;
    }

    private static void ReadInto(
        ref WireReader reader, PartialAggregate[] rows, Predicate<PartialAggregate> has, Action<PartialAggregate, long> set)
    {
        var some = Array.FindAll(rows, has);
        var values = IntegerColumn.Read(ref reader, some.Length);
        for (var i = 0; i < values.Length; i++) set(some[i], values[i]);
    }

    // How many buckets each; then their indexes, a byte or two each and never in runs, so that the number of buckets is
    // bounded by the bytes there are; then their counts.
    private static void WriteHistograms(WireWriter writer, LatencyHistogram[] histograms)
    {
        IntegerColumn.Write(writer, [.. histograms.Select(histogram => histogram.BucketCount - 1L)]);
        foreach (var histogram in histograms)
        {
            var next = LatencyBuckets.Zero;
            foreach (var index in histogram.Indexes)
            {
                writer.Count(index - next);
                next = index + 1;
            }
        }
        IntegerColumn.Write(writer, [.. histograms.SelectMany(histogram => histogram.Counts.ToArray(), (_, count) => count - 1)]);
    }

    private static void ReadHistograms(ref WireReader reader, PartialAggregate[] rows)
    {
        var some = Array.FindAll(rows, row => row.RtCount > PartialAggregate.MaxLatenciesWithoutHistogram);
        var sizes = IntegerColumn.Read(ref reader, some.Length, max: LatencyBuckets.Last - LatencyBuckets.Zero);
        var total = sizes.Sum(size => size + 1);
        reader.Require(total <= reader.Remaining);
        if (reader.Failed) return;

        var indexes = ReadIndexes(ref reader, sizes, (int)total);
        var counts = IntegerColumn.Read(ref reader, (int)total, max: long.MaxValue - 1);
        if (reader.Failed) return;
        var at = 0;
        for (var i = 0; i < some.Length; i++)
        {
            var histogram = some[i].Histogram = new LatencyHistogram();
            for (var end = at + (int)sizes[i] + 1; at < end; at++) histogram.Add(indexes[at], counts[at] + 1);
        }
    }

    private static int[] ReadIndexes(ref WireReader reader, long[] sizes, int total)
    {
        var indexes = new int[total];
        var at = 0;
        foreach (var size in sizes)
        {
            var next = LatencyBuckets.Zero;
            for (var end = at + (int)size + 1; at < end; at++)
            {
                indexes[at] = next + (int)reader.Count(max: LatencyBuckets.Last - LatencyBuckets.Zero);
                reader.Require(indexes[at] <= LatencyBuckets.Last);
                next = indexes[at] + 1;
            }
        }
        return indexes;
    }
}
