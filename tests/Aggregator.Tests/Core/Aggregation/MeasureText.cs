using Aggregator.Core.Aggregation;

namespace Aggregator.Tests.Core.Aggregation;

/// <summary>Measures in words, so that a failed comparison shows what differs.</summary>
internal static class MeasureText
{
    public static string Of(PartialAggregate measures) =>
        $"count {measures.Count} rt_count {measures.RtCount} rt_sum {measures.RtSum} rt_max {measures.RtMax} "
        + $"slow {measures.Slow} throttled {measures.Throttled} histogram {Of(measures.Histogram)}";

    private static string Of(LatencyHistogram? histogram) => histogram is null
        ? "none"
        : string.Join(' ', histogram.Indexes.ToArray().Zip(histogram.Counts.ToArray(), (index, count) => $"{index}:{count}"));
}
