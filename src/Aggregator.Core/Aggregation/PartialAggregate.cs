namespace Aggregator.Core.Aggregation;

/// <summary>
/// The measures of one group: sums and maxima in 64-bit integers, so that <see cref="Merge"/> is associative and
/// commutative and a delta can be sent at any time. Not thread-safe; its owner alone changes it.
/// </summary>
public sealed class PartialAggregate
{
    /// <summary>Latencies that need no histogram: sum and maximum say them exactly.</summary>
    public const int MaxLatenciesWithoutHistogram = 2;

    /// <summary>Logs.</summary>
    public long Count { get; set; }

    /// <summary>Logs that carry a latency.</summary>
    public long RtCount { get; set; }

    /// <summary>Sum of the latencies in ms.</summary>
    public long RtSum { get; set; }

    /// <summary>Highest latency in ms; 0 without any.</summary>
    public long RtMax { get; set; }

    /// <summary>Logs slower than the slow threshold (default 1000 ms).</summary>
    public long Slow { get; set; }

    /// <summary>Logs that were throttled (rate limited).</summary>
    public long Throttled { get; set; }

    /// <summary>
    /// The latencies by bucket, of all <see cref="RtCount"/>; null while there are at most
    /// <see cref="MaxLatenciesWithoutHistogram"/>.
    /// </summary>
    public LatencyHistogram? Histogram { get; set; }

    /// <summary>Adds one log without a latency.</summary>
    public void Add(bool throttled)
    {
        Count++;
        if (throttled) Throttled++;
    }

    /// <summary>Adds one log with a latency of 0 to <see cref="LatencyBuckets.MaxLatencyMs"/>.</summary>
    public void Add(long latencyMs, bool slow, bool throttled)
    {
        Add(throttled);
        if (slow) Slow++;
        if (RtCount == MaxLatenciesWithoutHistogram) Histogram = HistogramOfFew();
        RtCount++;
        RtSum += latencyMs;
        RtMax = Math.Max(RtMax, latencyMs);
        Histogram?.Add(LatencyBuckets.IndexOf(latencyMs), 1);
    }

    /// <summary>
    /// Adds another partial of the same group; the other one stays as it is. Associative and commutative: any split of
    /// the same logs merges to the same measures.
    /// </summary>
    public void Merge(PartialAggregate other)
    {
        if (RtCount + other.RtCount > MaxLatenciesWithoutHistogram)
        {
            Histogram ??= HistogramOfFew();
            other.AddLatenciesTo(Histogram);
        }
        Count += other.Count;
        RtCount += other.RtCount;
        RtSum += other.RtSum;
        RtMax = Math.Max(RtMax, other.RtMax);
        Slow += other.Slow;
        Throttled += other.Throttled;
    }

    /// <summary>Counts every latency of this partial into <paramref name="histogram"/>.</summary>
    public void AddLatenciesTo(LatencyHistogram histogram)
    {
        if (Histogram is not null)
        {
            histogram.Merge(Histogram);
            return;
        }
        if (RtCount >= 1) histogram.Add(LatencyBuckets.IndexOf(RtMax), 1);
        if (RtCount == 2) histogram.Add(LatencyBuckets.IndexOf(RtSum - RtMax), 1);
    }

    /// <summary>
    /// The latency that a share <paramref name="q"/> (0 to 1) of the logs with one does not exceed, in ms; exact while
    /// there are at most <see cref="MaxLatenciesWithoutHistogram"/>, then <see cref="LatencyHistogram.Quantile"/>. Null
    /// without latencies.
    /// </summary>
    public double? RtQuantile(double q)
    {
        if (Histogram is not null) return Histogram.Quantile(q, RtMax);
        if (RtCount == 0) return null;
        return q * RtCount <= 1 ? RtSum - (RtCount - 1) * RtMax : RtMax;
    }

    /// <summary>
    /// True when the measures can be those of real logs: at least one log and at most 2^40, no part above its whole, a
    /// sum that its count and maximum allow, of at most 2^50 ms, and a histogram exactly when one is due, of as many
    /// latencies. A batch must say nothing else.
    /// </summary>
    public bool IsConsistent() => PartialLaw.Holds(Count, RtCount, RtSum, RtMax, Slow, Throttled, Histogram is null ? default : Histogram.Buckets);

    private LatencyHistogram HistogramOfFew()
    {
        var histogram = new LatencyHistogram();
        AddLatenciesTo(histogram);
        return histogram;
    }
}
