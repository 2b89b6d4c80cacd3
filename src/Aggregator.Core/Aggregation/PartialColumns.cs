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
        var histograms = rows.Select(row => row.Histogram).OfType<LatencyHistogram>();
        var starts = new int[rows.Count + 1];
        for (var i = 0; i < rows.Count; i++) starts[i + 1] = starts[i] + (rows[i].Histogram?.BucketCount ?? 0);
        return new PartialColumns
        {
            Count = [.. rows.Select(row => row.Count)],
            RtCount = [.. rows.Select(row => row.RtCount)],
            RtSum = [.. rows.Select(row => row.RtSum)],
            RtMax = [.. rows.Select(row => row.RtMax)],
            Slow = [.. rows.Select(row => row.Slow)],
            Throttled = [.. rows.Select(row => row.Throttled)],
            BucketStarts = starts,
            BucketIndexes = [.. histograms.SelectMany(histogram => histogram.Indexes.ToArray())],
            BucketCounts = [.. histograms.SelectMany(histogram => histogram.Counts.ToArray())],
        };
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
