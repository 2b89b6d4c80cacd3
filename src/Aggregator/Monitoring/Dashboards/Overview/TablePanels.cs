using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Overview.OverviewScope;

namespace Aggregator.Monitoring.Dashboards.Overview;

/// <summary>Every product and every region.</summary>
internal static class TablePanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new TablePanel(12, "products", "Products")
        {
            Width = 13,
            Keys = [Columns.Product],
            Values =
            [
                new("Requests", PromQl.PerSecond(Product.Requests, Scope, ByProduct), Units.Requests),
                new("Failed", PromQl.PerSecond(Product.Http5xx, Scope, ByProduct), Units.Requests),
                new("Errors", PromQl.Share(Failed(ByProduct), Requests(ByProduct)), Units.Share, Thresholds.Failures),
                new("An hour ago", PromQl.Share(Failed(ByProduct, "1h"), Requests(ByProduct, "1h")), Units.Share),
                new("Slow", PromQl.Share(PromQl.LastMinute(Product.Slow, Scope, ByProduct), Requests(ByProduct)), Units.Share, Thresholds.Slow),
                new("Mean", PromQl.Weighted(Product.RtMean, Product.Requests, Scope, ByProduct), Units.Milliseconds),
                new("Traffic", PromQl.Share(Requests(ByProduct), Requests(ByProduct, "1h")), Units.Share),
            ],
            SortedBy = "Failed",
            Description = "The last minute of every product, most failed requests first; \"An hour ago\" is its share of errors then, \"Traffic\" its "
                + "requests as a share of those then. Click a product for its dashboard.",
        },
        new TablePanel(13, "regions", "Regions")
        {
            Width = 11,
            Keys = [Columns.Region],
            Values =
            [
                new("Requests", PromQl.PerSecond(Product.Requests, Scope, ByRegion), Units.Requests),
                new("Errors", PromQl.Share(Failed(ByRegion), Requests(ByRegion)), Units.Share, Thresholds.Failures),
                new("Traffic", PromQl.Share(Requests(ByRegion), Requests(ByRegion, "1h")), Units.Share),
                new("Complete", OfFeeds("min", Telemetry.RegionCompleteness), Units.Share, Thresholds.Below(1, 0.5)),
                new("Lag", OfFeeds("max", Telemetry.RegionLag), Units.Seconds, Thresholds.Above(60, 300)),
            ],
            SortedBy = "Complete",
            IsAscending = true,
            Description = "The last minute of every region of gateway nodes, the least complete first. Complete is the share of partitions, of the pipelines that its logs "
                + "come through, that keep up; lag is the slowest one's. A region with a lag and without requests is silent: see the pipeline "
                + "dashboard. Traffic is its requests as a share of those an hour ago.",
        },
    ];

    // What is known of a source region, told of the gateway regions whose rows it has.
    private static string OfFeeds(string worst, string metric) =>
        $"{worst} by (region_id) ({Telemetry.RegionFeeds}{{region_id=~\"$region\"}} * on (source_region) group_left () {metric})";
}
