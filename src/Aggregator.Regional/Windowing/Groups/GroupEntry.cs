using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// A group in the table: a <see cref="PartialAggregate"/> without an object of its own, so that half a million of them
/// give the garbage collector nothing to look at. The same law: a histogram only past two latencies.
/// </summary>
internal struct GroupEntry
{
    /// <summary>The group.</summary>
    public GroupNumbers Key;

    /// <summary>Place of its histogram among the table's, plus 1; 0 while there is none.</summary>
    public int Histogram;

    /// <summary>Highest latency in ms.</summary>
    public int RtMax;

    public long Count;
    public long RtCount;
    public long RtSum;
    public long Slow;
    public long Throttled;

    /// <summary>Adds one log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="histograms">The table's histograms.</param>
    public void Add(in PendingLog log, List<LatencyHistogram> histograms)
    {
        Count++;
        if (log.IsThrottled) Throttled++;
        if (log.LatencyMs < 0) return;
        if (log.IsSlow) Slow++;
        if (RtCount == PartialAggregate.MaxLatenciesWithoutHistogram) Histogram = OpenHistogram(histograms);
        RtCount++;
        RtSum += log.LatencyMs;
        RtMax = Math.Max(RtMax, log.LatencyMs);
        if (Histogram > 0) histograms[Histogram - 1].Add(LatencyBuckets.IndexOf(log.LatencyMs), 1);
    }

    /// <summary>The measures as a row has them.</summary>
    public readonly PartialAggregate ToPartial(List<LatencyHistogram> histograms) => new()
    {
        Count = Count,
        RtCount = RtCount,
        RtSum = RtSum,
        RtMax = RtMax,
        Slow = Slow,
        Throttled = Throttled,
        Histogram = Histogram > 0 ? histograms[Histogram - 1] : null,
    };

    private readonly int OpenHistogram(List<LatencyHistogram> histograms)
    {
        var histogram = new LatencyHistogram();
        ToPartial(histograms).AddLatenciesTo(histogram);
        histograms.Add(histogram);
        return histograms.Count;
    }
}

/// <summary>A log on its way into its group.</summary>
internal struct PendingLog
{
    public GroupNumbers Key;
    public uint Hash;

    /// <summary>In ms; below 0 for none.</summary>
    public int LatencyMs;

    public bool IsSlow;
    public bool IsThrottled;
}
