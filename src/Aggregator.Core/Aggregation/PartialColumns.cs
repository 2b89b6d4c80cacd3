namespace Aggregator.Core.Aggregation;

/// <summary>
/// The measures of many rows, a column each: what as many <see cref="PartialAggregate"/>s hold, in a few arrays, so that the
/// garbage collector sees no object of theirs. Nothing changes once it is made.
/// </summary>
public sealed record PartialColumns
{
    /// <summary>Of no rows.</summary>
    public static PartialColumns Empty { get; } = Of([]);

    /// <inheritdoc cref="PartialAggregate.Count"/>
    public required long[] Count { get; init; }

    /// <inheritdoc cref="PartialAggregate.RtCount"/>
    public required long[] RtCount { get; init; }

    /// <inheritdoc cref="PartialAggregate.RtSum"/>
    public required long[] RtSum { get; init; }

    /// <inheritdoc cref="PartialAggregate.RtMax"/>
    public required long[] RtMax { get; init; }

    /// <inheritdoc cref="PartialAggregate.Slow"/>
    public required long[] Slow { get; init; }

    /// <inheritdoc cref="PartialAggregate.Throttled"/>
    public required long[] Throttled { get; init; }

    /// <summary>Where a row's filled buckets begin; they end where the next row's begin, and there is one entry more than rows.</summary>
    public required int[] BucketStarts { get; init; }

    /// <summary>Indexes of the filled buckets (see <see cref="LatencyBuckets"/>), ascending in each row.</summary>
    public required short[] BucketIndexes { get; init; }

    /// <summary>Latencies in each filled bucket.</summary>
    public required long[] BucketCounts { get; init; }

    /// <summary>The measures of a row, as an object that nobody else has.</summary>
    public PartialAggregate this[int row] => new()
    {
        Count = Count[row],
        RtCount = RtCount[row],
        RtSum = RtSum[row],
        RtMax = RtMax[row],
        Slow = Slow[row],
        Throttled = Throttled[row],
        Histogram = BucketsOf(row) is { Length: > 0 } buckets ? new LatencyHistogram(buckets) : null,
    };

    /// <summary>The measures of these rows, in their order.</summary>
    public static PartialColumns Of(IReadOnlyList<PartialAggregate> rows)
    {
        var columns = new PartialColumnsBuilder(rows.Count);
        foreach (var row in rows) columns.Add(row);
        return columns.ToColumns();
    }

    /// <summary>The measures of all rows of these, one after the other.</summary>
    public static PartialColumns Join(IReadOnlyList<PartialColumns> parts) => new()
    {
        Count = JoinedColumn.Of(parts, part => part.Count),
        RtCount = JoinedColumn.Of(parts, part => part.RtCount),
        RtSum = JoinedColumn.Of(parts, part => part.RtSum),
        RtMax = JoinedColumn.Of(parts, part => part.RtMax),
        Slow = JoinedColumn.Of(parts, part => part.Slow),
        Throttled = JoinedColumn.Of(parts, part => part.Throttled),
        BucketStarts = JoinedStarts(parts),
        BucketIndexes = JoinedColumn.Of(parts, part => part.BucketIndexes),
        BucketCounts = JoinedColumn.Of(parts, part => part.BucketCounts),
    };

    /// <summary>The measures of runs of rows, each run merged (<see cref="PartialAggregate.Merge"/>).</summary>
    /// <param name="rows">Rows, in any order.</param>
    /// <param name="starts">Where each run begins among them; it ends where the next one begins.</param>
    public PartialColumns Merge(int[] rows, int[] starts)
    {
        var merged = new PartialColumnsBuilder(starts.Length);
        for (var run = 0; run < starts.Length; run++)
        {
            var end = run + 1 < starts.Length ? starts[run + 1] : rows.Length;
            if (end == starts[run] + 1) merged.Add(this, rows[starts[run]]);
            else merged.Add(Merge(rows.AsSpan(starts[run]..end)));
        }
        return merged.ToColumns();
    }

    // Where a part's buckets begin in itself, behind those of the parts before it.
    private static int[] JoinedStarts(IReadOnlyList<PartialColumns> parts)
    {
        var (starts, row, before) = (new int[parts.Sum(part => part.Count.Length) + 1], 0, 0);
        foreach (var part in parts)
        {
            foreach (var start in part.BucketStarts.AsSpan(1)) starts[++row] = before + start;
            before = starts[row];
        }
        return starts;
    }

    private PartialAggregate Merge(ReadOnlySpan<int> rows)
    {
        var merged = this[rows[0]];
        foreach (var row in rows[1..]) merged.Merge(this[row]);
        return merged;
    }

    /// <summary>A row's filled buckets.</summary>
    public FilledBuckets BucketsOf(int row)
    {
        var (start, length) = (BucketStarts[row], BucketStarts[row + 1] - BucketStarts[row]);
        return new FilledBuckets(BucketIndexes.AsSpan(start, length), BucketCounts.AsSpan(start, length));
    }

    /// <summary>See <see cref="PartialAggregate.IsConsistent"/>.</summary>
    public bool IsConsistent(int row) =>
        PartialLaw.Holds(Count[row], RtCount[row], RtSum[row], RtMax[row], Slow[row], Throttled[row], BucketsOf(row));
}
