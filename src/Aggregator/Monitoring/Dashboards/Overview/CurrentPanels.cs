using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Overview.OverviewScope;

namespace Aggregator.Monitoring.Dashboards.Overview;

/// <summary>The last minute in numbers.</summary>
internal static class CurrentPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new StatPanel(1, "requests-now", "Requests", new(PromQl.PerSecond(Product.Requests, Scope)))
        {
            Width = 3,
            Unit = Units.Requests,
            Description = "Requests a second over the last minute, of the products and regions chosen. Regions that lag are left out "
                + "until they have caught up: look at the regions below before you believe a drop.",
        },
        new StatPanel(2, "error-rate-now", "Errors (5xx)", new(PromQl.Share(Failed(), Requests())))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Description = "Share of requests answered with 500 to 599 in the last minute. When it is bad, the tables below name the products "
                + "and regions; one product alone is its team's, one region alone is the gateway's or the network's.",
        },
        new StatPanel(
            3, "slow-share-now", "Slow", new(PromQl.Share(PromQl.LastMinute(Product.Slow, Scope), Requests())))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = Thresholds.Slow,
            Description = "Share of requests slower than measures.slow (1 s) in the last minute. When it is bad, look at the slowest products below.",
        },
        new StatPanel(4, "latency-now", "Mean latency", new(PromQl.Weighted(Product.RtMean, Product.Requests, Scope)))
        {
            Width = 3,
            Unit = Units.Milliseconds,
            Description = "Mean latency in the last minute, weighted by requests; an unweighted mean of the series would count a quiet region as much as a "
                + "busy one. Quantiles over every product's histogram would be slow: products have them on their own dashboard.",
        },
        new StatPanel(
            5, "requests-compared", "Against an hour ago", new(PromQl.Share(Requests(), Requests(ago: "1h"))))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = new("red", (0.5, "orange"), (0.8, "green"), (2, "orange")),
            Description = "Requests of the last minute as a share of those an hour before. Far below 100 % with all regions complete, "
                + "callers do not reach the gateway; with a region incomplete, its logs do not reach the centre.",
        },
        new StatPanel(
            6, "incomplete-regions", "Incomplete regions", new($"count({Telemetry.RegionCompleteness} < 1) or vector(0)"))
        {
            Width = 3,
            Thresholds = Thresholds.BadFrom(1),
            Links = [new("Pipeline", DashboardUids.Pipeline)],
            Description = "Source regions of which partitions lag or are silent. Their numbers here are too low or missing; the pipeline "
                + "dashboard says which partitions. Alerts on missing traffic leave them out.",
        },
        new StatPanel(
            7, "gauge-age", "Age of the newest minute", new($"time() - max({Telemetry.PublishedEnd}{{scope=\"global\"}})"))
        {
            Width = 3,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Above(45, 90),
            Links = [new("Pipeline", DashboardUids.Pipeline)],
            Description = "How long ago the minute ended that tables and numbers here show; 10 to 30 s is usual. When it grows, nothing "
                + "here is about now: go to the pipeline dashboard.",
        },
        new StatPanel(
            8, "firing-now", "Firing alerts", new($"count({FiringAlerts.All(OfProducts)}) or vector(0)"))
        {
            Width = 3,
            Thresholds = Thresholds.Above(1, 5),
            Description = "Alerts of the gateway and of the pipeline that fire now; they are listed below. Those of the pipeline come first: "
                + "without logs, the others say nothing.",
        },
    ];
}
