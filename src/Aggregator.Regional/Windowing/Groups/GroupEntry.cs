using System.Runtime.InteropServices;
using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// A group in the table: a <see cref="PartialAggregate"/> without an object of its own, so that half a million of them
/// give the garbage collector nothing to look at. The same law: a histogram only past two latencies. It fills a cache line,
/// so counts have 32 bits: the engine flushes before that many logs.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = CacheLines.Bytes)]
internal struct GroupEntry
{
    /// <summary>The group.</summary>
    public GroupNumbers Key;

    public int Count;
    public int RtCount;
    public int Slow;

    /// <summary>Highest latency in ms.</summary>
    public int RtMax;

    /// <summary>Its histogram among <see cref="Histograms"/>; 0 while it needs none.</summary>
    public int Histogram;

    public long RtSum;

    /// <summary>Makes it a group without logs. Field by field: a new entry would be made beside it, and copied.</summary>
    public void Open(in GroupNumbers key)
    {
        Key = key;
        (Count, RtCount, Slow, RtMax, Histogram, RtSum) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>Adds one log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="histograms">The table's histograms.</param>
    public void Add(in PendingLog log, Histograms histograms)
    {
        Count++;
        if (log.LatencyMs < 0) return;
        if (log.IsSlow) Slow++;
        if (RtCount == PartialAggregate.MaxLatenciesWithoutHistogram)
        {
            Histogram = histograms.Open();
            histograms.Add(ref Histogram, RtMax);
            histograms.Add(ref Histogram, RtSum - RtMax);
        }
        RtCount++;
        RtSum += log.LatencyMs;
        RtMax = Math.Max(RtMax, log.LatencyMs);
        if (Histogram > 0) histograms.Add(ref Histogram, log.LatencyMs);
    }
}
