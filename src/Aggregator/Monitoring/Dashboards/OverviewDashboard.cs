using Aggregator.Central.Rollup;
using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>All products and regions on one screen: is anything wrong, and where.</summary>
internal static class OverviewDashboard
{
    private const string Scope = "{product=~\"$product\",region_id=~\"$region\"}";
    private const string ByProduct = "product";
    private const string ByRegion = "region_id";

    private static readonly NamespaceMetrics Product = NamespaceMetrics.Product;

    public static Dashboard Create() => new()
    {
        Uid = DashboardUids.Overview,
        Title = "Gateway overview",
        Description = "All products and regions at a glance: is anything wrong, and where.",
        Tags = ["aggregator"],
        Variables = [Variables.Products, Variables.Regions],
        FiringAlerts = FiringAlerts.All("product=~\"$product\""),
        Rows =
        [
            new("", 4, Requests(), ErrorRate(), SlowShare(), LatencyNow(), Compared(), IncompleteRegions(), GaugeAge(), Firing()),
            new("", 7, RequestsByRegion(), WorstProducts(), Latency()),
            new("", 9, ProductTable(), RegionTable()),
            new("", 8, FastestGrowing(), FiringTable(), SlowestProducts()),
        ],
    };

    private static string Errors(string by = "", string ago = "") => PromQl.LastMinute(Product.Http5xx, Scope, by, ago);

    private static string All(string by = "", string ago = "") => PromQl.LastMinute(Product.Requests, Scope, by, ago);

    private static StatPanel Requests() => new(1, "requests-now", "Requests", new(PromQl.PerSecond(Product.Requests, Scope)))
    {
        Width = 3,
        Unit = Units.Requests,
        Description = "Requests a second over the last minute, of the products and regions chosen. Regions that lag are left out "
            + "until they have caught up: look at the regions below before you believe a drop.",
    };

    private static StatPanel ErrorRate() => new(2, "error-rate-now", "Errors (5xx)", new(PromQl.Share(Errors(), All())))
    {
        Width = 3,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(0.01, 0.05),
        Description = "Share of requests answered with 500 to 599 in the last minute. When it is bad, the tables below name the products "
            + "and regions; one product alone is its team's, one region alone is the gateway's or the network's.",
    };

    private static StatPanel SlowShare() => new(
        3, "slow-share-now", "Slow", new(PromQl.Share(PromQl.LastMinute(Product.Slow, Scope), All())))
    {
        Width = 3,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(0.02, 0.1),
        Description = "Share of requests slower than measures.slow (1 s) in the last minute. When it is bad, look at the slowest products below.",
    };

    private static StatPanel LatencyNow() => new(4, "latency-now", "Latency P99", new(PromQl.Quantile("0.99", Product.LatencyBuckets, Scope)))
    {
        Width = 3,
        Unit = Units.Seconds,
        Description = "99 % of all chosen requests were answered within this time; right to within a bucket, whose bounds are powers of two. It "
            + "is of one moment, because its graph over thousands of series would be slow: products have one of their own.",
    };

    private static StatPanel Compared() => new(
        5, "requests-compared", "Against an hour ago", new(PromQl.Share(All(), All(ago: "1h"))))
    {
        Width = 3,
        Unit = Units.Share,
        Thresholds = new("red", (0.5, "orange"), (0.8, "green"), (2, "orange")),
        Description = "Requests of the last minute as a share of those an hour before. Far below 100 % with all regions complete, "
            + "callers do not reach the gateway; with a region incomplete, its logs do not reach the centre.",
    };

    private static StatPanel IncompleteRegions() => new(
        6, "incomplete-regions", "Incomplete regions", new($"count({Telemetry.RegionCompleteness} < 1) or vector(0)"))
    {
        Width = 3,
        Thresholds = Thresholds.BadFrom(1),
        Links = [new("Pipeline", DashboardUids.Pipeline)],
        Description = "Source regions of which partitions lag or are silent. Their numbers here are too low or missing; the pipeline "
            + "dashboard says which partitions. Alerts on missing traffic leave them out.",
    };

    private static StatPanel GaugeAge() => new(
        7, "gauge-age", "Age of the newest minute", new($"time() - max({Telemetry.PublishedEnd}{{scope=\"global\"}})"))
    {
        Width = 3,
        Unit = Units.Seconds,
        Thresholds = Thresholds.Above(45, 90),
        Links = [new("Pipeline", DashboardUids.Pipeline)],
        Description = "How long ago the minute ended that tables and numbers here show; 10 to 30 s is usual. When it grows, nothing "
            + "here is about now: go to the pipeline dashboard.",
    };

    private static StatPanel Firing() => new(
        8, "firing-now", "Firing alerts", new($"count({FiringAlerts.All("product=~\"$product\"")}) or vector(0)"))
    {
        Width = 3,
        Thresholds = Thresholds.Above(1, 5),
        Description = "Alerts of the gateway and of the pipeline that fire now; they are listed below. Those of the pipeline come first: "
            + "without logs, the others say nothing.",
    };

    private static TimeSeriesPanel RequestsByRegion() => new(
        9, "requests", "Requests by region", new Query(PromQl.Rate(Product.RequestsTotal, Scope, ByRegion), "{{region_id}}"))
    {
        Width = 8,
        Unit = Units.Requests,
        IsStacked = true,
        Links = [DrillDown.Region],
        Description = "Requests a second by the region of the gateway nodes. A region that falls to nothing, and is incomplete in the table "
            + "below, is silent in the pipeline; a complete one has lost its traffic.",
    };

    private static TimeSeriesPanel WorstProducts() => new(
        10, "error-rate", "Errors (5xx), worst products",
        new Query(
            PromQl.Top(8, PromQl.Share(PromQl.Rate(Product.Http5xxTotal, Scope, ByProduct), PromQl.Rate(Product.RequestsTotal, Scope, ByProduct))),
            "{{product}}"))
    {
        Width = 8,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(0.01, 0.05),
        Links = [DrillDown.Product],
        Description = "Share of requests answered with 500 to 599, of the eight worst products at each moment. Click a line for its product.",
    };

    private static TimeSeriesPanel Latency() => new(
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
    };

    private static TablePanel ProductTable() => new(12, "products", "Products")
    {
        Width = 13,
        Keys = [Columns.Product],
        Values =
        [
            new("Requests", PromQl.PerSecond(Product.Requests, Scope, ByProduct), Units.Requests),
            new("Failed", PromQl.PerSecond(Product.Http5xx, Scope, ByProduct), Units.Requests),
            new("Errors", PromQl.Share(Errors(ByProduct), All(ByProduct)), Units.Share, Thresholds.Above(0.01, 0.05)),
            new("An hour ago", PromQl.Share(Errors(ByProduct, "1h"), All(ByProduct, "1h")), Units.Share),
            new("Slow", PromQl.Share(PromQl.LastMinute(Product.Slow, Scope, ByProduct), All(ByProduct)), Units.Share, Thresholds.Above(0.02, 0.1)),
            new("Mean", PromQl.Weighted(Product.RtMean, Product.Requests, Scope, ByProduct), Units.Milliseconds),
            new("Traffic", PromQl.Share(All(ByProduct), All(ByProduct, "1h")), Units.Share),
        ],
        SortedBy = "Failed",
        Description = "The last minute of every product, most failed requests first; \"An hour ago\" is its share of errors then, \"Traffic\" its "
            + "requests as a share of those then. Click a product for its dashboard.",
    };

    private static TablePanel RegionTable() => new(13, "regions", "Regions")
    {
        Width = 11,
        Keys = [Columns.Region],
        Values =
        [
            new("Requests", PromQl.PerSecond(Product.Requests, Scope, ByRegion), Units.Requests),
            new("Errors", PromQl.Share(Errors(ByRegion), All(ByRegion)), Units.Share, Thresholds.Above(0.01, 0.05)),
            new("Traffic", PromQl.Share(All(ByRegion), All(ByRegion, "1h")), Units.Share),
            new("Complete", OfFeeds("min", Telemetry.RegionCompleteness), Units.Share, Thresholds.Below(1, 0.5)),
            new("Lag", OfFeeds("max", Telemetry.RegionLag), Units.Seconds, Thresholds.Above(60, 300)),
        ],
        SortedBy = "Requests",
        Description = "The last minute of every region of gateway nodes. Complete is the share of partitions, of the pipelines that its logs "
            + "come through, that keep up; lag is the slowest one's. A region with a lag and without requests is silent: see the pipeline "
            + "dashboard. Traffic is its requests as a share of those an hour ago.",
    };

    // What is known of a source region, told of the gateway regions whose rows it has.
    private static string OfFeeds(string worst, string metric) =>
        $"{worst} by (region_id) ({Telemetry.RegionFeeds}{{region_id=~\"$region\"}} * on (source_region) group_left () {metric})";

    private static BarGaugePanel FastestGrowing() => new(
        14, "error-rate-change", "More errors than an hour ago",
        new($"topk(10, ({PromQl.Share(Errors(ByProduct), All(ByProduct))})\n- ({PromQl.Share(Errors(ByProduct, "1h"), All(ByProduct, "1h"))})) > 0", "{{product}}"))
    {
        Width = 8,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(0.01, 0.05),
        Links = [DrillDown.Product],
        Description = "By how much the share of 5xx has grown within an hour: the ten products with the greatest growth, in points. A product that is "
            + "always bad is not here; what has just broken is.",
    };

    private static TablePanel FiringTable() => new(15, "firing", "Firing alerts")
    {
        Width = 8,
        Keys =
        [
            new("alertname", "Alert"), new("severity", "Severity"), Columns.Product,
            new("source_region", "Source region", new DataLink("Pipeline", DashboardUids.Pipeline, ("source_region", DataLink.Cell("Source region")))),
        ],
        Values =
        [
            new("Alerts", $"count by (alertname, severity, product, source_region) ({FiringAlerts.All("product=~\"$product\"")})", Units.Count),
        ],
        SortedBy = "Severity",
        IsAscending = true,
        Description = "Alerts that fire now; empty when none does. Each has a section in docs/OPERATIONS.md with symptom, cause and remedy.",
    };

    private static TimeSeriesPanel SlowestProducts() => new(
        16, "slow-share", "Slow, worst products",
        new Query(
            PromQl.Top(8, PromQl.Share(PromQl.Rate(Product.SlowTotal, Scope, ByProduct), PromQl.Rate(Product.RequestsTotal, Scope, ByProduct))),
            "{{product}}"))
    {
        Width = 8,
        Unit = Units.Share,
        Links = [DrillDown.Product],
        Description = "Share of requests slower than measures.slow (1 s), of the eight worst products at each moment. Click a line for its product.",
    };
}
