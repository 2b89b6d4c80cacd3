namespace Aggregator.Core.Aggregation;

/// <summary>Puts the measures of rows together, one row after the other.</summary>
/// <param name="rows">How many rows there will be.</param>
internal sealed class PartialColumnsBuilder(int rows)
{
    private readonly PartialColumns _columns = new()
    {
        Count = new long[rows],
        RtCount = new long[rows],
        RtSum = new long[rows],
        RtMax = new long[rows],
        Slow = new long[rows],
        Throttled = new long[rows],
        BucketStarts = new int[rows + 1],
        BucketIndexes = [],
        BucketCounts = [],
    };

    private readonly List<short> _bucketIndexes = [];
    private readonly List<long> _bucketCounts = [];
    private int _row;

    /// <summary>Adds a row of other columns.</summary>
    public void Add(PartialColumns from, int row)
    {
        _columns.Count[_row] = from.Count[row];
        _columns.RtCount[_row] = from.RtCount[row];
        _columns.RtSum[_row] = from.RtSum[row];
        _columns.RtMax[_row] = from.RtMax[row];
        _columns.Slow[_row] = from.Slow[row];
        _columns.Throttled[_row] = from.Throttled[row];
        EndRow(from.BucketsOf(row));
    }

    /// <summary>Adds a row.</summary>
    public void Add(PartialAggregate partial)
    {
        _columns.Count[_row] = partial.Count;
        _columns.RtCount[_row] = partial.RtCount;
        _columns.RtSum[_row] = partial.RtSum;
        _columns.RtMax[_row] = partial.RtMax;
        _columns.Slow[_row] = partial.Slow;
        _columns.Throttled[_row] = partial.Throttled;
        EndRow(partial.Histogram is { } histogram ? new FilledBuckets(histogram.Indexes, histogram.Counts) : default);
    }

    /// <summary>The columns, once all rows were added; then the builder is used up.</summary>
    public PartialColumns ToColumns() => _columns with { BucketIndexes = [.. _bucketIndexes], BucketCounts = [.. _bucketCounts] };

    private void EndRow(FilledBuckets buckets)
    {
        _bucketIndexes.AddRange(buckets.Indexes);
        _bucketCounts.AddRange(buckets.Counts);
        _columns.BucketStarts[++_row] = _bucketIndexes.Count;
    }
}
