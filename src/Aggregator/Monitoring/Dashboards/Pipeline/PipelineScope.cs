using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>What the pipeline dashboard is about, in every query.</summary>
internal static class PipelineScope
{
    /// <summary>The chosen regions.</summary>
    public const string Regions = "{source_region=~\"$source_region\"}";

    /// <summary>The label that tells them apart.</summary>
    public const string ByRegion = "source_region";

    /// <summary>Legend of a series of each.</summary>
    public const string Region = "{{source_region}}";

    /// <summary>Matchers added to those of the chosen regions.</summary>
    public static string Only(string matchers) => $"{{source_region=~\"$source_region\",{matchers}}}";

    /// <summary>
    /// A counter that must stand still, per second and region. The sum over what tells it for a region, be it one job or several.
    /// </summary>
    public static Query Rate(string counter, string legend) => new(PromQl.Rate(counter, Regions, ByRegion), legend);
}
