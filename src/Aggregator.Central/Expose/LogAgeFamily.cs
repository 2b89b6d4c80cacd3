using Aggregator.Central.Merge;

namespace Aggregator.Central.Expose;

/// <summary>The histogram of the logs' ages, by source region.</summary>
internal static class LogAgeFamily
{
    private const string Help =
        "Age of logs, from the middle of their window, at the publication that first counted them, ever since.";

    /// <summary>The ages as they are now.</summary>
    public static LatencyFamily Of(RegionLogAges ages)
    {
        var regions = ages.Regions.ToArray();
        return new LatencyFamily(
            ExpositionPart.Self, "aggregator_central_log_age_seconds", Help, LogAges.BoundsMs,
            [.. regions.Select(region => LabelText.Build(("source_region", region.Key)))],
            [.. regions.SelectMany(region => region.Value.UpTo.ToArray())],
            [.. regions.Select(region => region.Value.Count)],
            [.. regions.Select(region => region.Value.SumMs)]);
    }
}
