using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Overview.OverviewScope;

namespace Aggregator.Monitoring.Dashboards.Overview;

/// <summary>How it came to this.</summary>
internal static class HistoryPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new TimeSeriesPanel(
            9, "requests", "Requests by region", new Query(PromQl.Rate(Product.RequestsTotal, Scope, ByRegion), "{{region_id}}"))
        {
            Width = 8,
            Unit = Units.Requests,
            IsStacked = true,
            Links = [DrillDown.Region],
            Description = "Requests a second by the region of the gateway nodes. A region that falls to nothing, and is incomplete in the table "
                + "below, is silent in the pipeline; a complete one has lost its traffic.",
        },
        new TimeSeriesPanel(
            10, "error-rate", "Errors (5xx), worst products",
            new Query(
                PromQl.Top(8, PromQl.Share(PromQl.Rate(Product.Http5xxTotal, Scope, ByProduct), PromQl.Rate(Product.RequestsTotal, Scope, ByProduct))),
                "{{product}}"))
        {
            Width = 8,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Links = [DrillDown.Product],
            Description = "Share of requests answered with 500 to 599, of the eight worst products at each moment. Click a line for its product.",
        },
        new TimeSeriesPanel(
            11, "latency", "Mean latency, slowest products",
            new Query(
                PromQl.Top(8, PromQl.Share(PromQl.Rate(Product.LatencySum, Scope, ByProduct), PromQl.Rate(Product.LatencyCount, Scope, ByProduct))),
                "{{product}}"))
        {
            Width = 8,
            Unit = Units.Seconds,
            Links = [DrillDown.Product],
            Description = "Mean latency of the eight slowest products at each moment. When all rise together, look at the gateway; one alone is its team's. "
                + "Click a line for its product, where the quantiles are.",
        },
    ];
}
