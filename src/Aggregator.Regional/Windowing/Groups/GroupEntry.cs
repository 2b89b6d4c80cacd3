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

    /// <summary>Highest latency in ms.</summary>
    public int RtMax;

    public long Count;
    public long RtCount;
    public long RtSum;
    public long Slow;
    public long Throttled;

    /// <summary>Its histogram, which has no bucket while it needs none.</summary>
    public HistogramBlock Histogram;

    /// <summary>Adds one log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="histograms">The table's histograms.</param>
    public void Add(in PendingLog log, Histograms histograms)
    {
        Count++;
        if (log.IsThrottled) Throttled++;
        if (log.LatencyMs < 0) return;
        if (log.IsSlow) Slow++;
        if (RtCount == PartialAggregate.MaxLatenciesWithoutHistogram)
        {
            histograms.Add(ref Histogram, RtMax);
            histograms.Add(ref Histogram, RtSum - RtMax);
        }
        RtCount++;
        RtSum += log.LatencyMs;
        RtMax = Math.Max(RtMax, log.LatencyMs);
        if (RtCount > PartialAggregate.MaxLatenciesWithoutHistogram) histograms.Add(ref Histogram, log.LatencyMs);
    }
}
