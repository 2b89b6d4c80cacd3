using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Overview.OverviewScope;

namespace Aggregator.Monitoring.Dashboards.Overview;

/// <summary>What is new, and what is slow.</summary>
internal static class ChangePanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new BarGaugePanel(
            14, "error-rate-change", "More errors than an hour ago",
            new($"topk(10, ({PromQl.Share(Failed(ByProduct), Requests(ByProduct))})\n- ({PromQl.Share(Failed(ByProduct, "1h"), Requests(ByProduct, "1h"))})) > 0", "{{product}}"))
        {
            Width = 8,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Links = [DrillDown.Product],
            Description = "By how much the share of 5xx has grown within an hour: the ten products with the greatest growth, in points. A product that is "
                + "always bad is not here; what has just broken is.",
        },
        new TablePanel(15, "firing", "Firing alerts")
        {
            Width = 8,
            Keys =
            [
                new("alertname", "Alert"), new("severity", "Severity"), Columns.Product,
                new("source_region", "Source region", new DataLink("Pipeline", DashboardUids.Pipeline, ("source_region", DataLink.Cell("source_region")))),
            ],
            Values =
            [
                new("Alerts", $"count by (alertname, severity, product, source_region) ({FiringAlerts.All(OfProducts)})", Units.Count),
            ],
            SortedBy = "Severity",
            IsAscending = true,
            Description = "Alerts that fire now; empty when none does. Each has a section in docs/OPERATIONS.md with symptom, cause and remedy.",
        },
        new TimeSeriesPanel(
            16, "slow-share", "Slow, worst products",
            new Query(
                PromQl.Top(8, PromQl.Share(PromQl.Rate(Product.SlowTotal, Scope, ByProduct), PromQl.Rate(Product.RequestsTotal, Scope, ByProduct))),
                "{{product}}"))
        {
            Width = 8,
            Unit = Units.Share,
            Links = [DrillDown.Product],
            Description = "Share of requests slower than measures.slow (1 s), of the eight worst products at each moment. Click a line for its product.",
        },
    ];
}
