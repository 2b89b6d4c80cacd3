using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Products.ProductScope;

namespace Aggregator.Monitoring.Dashboards.Products;

/// <summary>How long requests take.</summary>
internal static class LatencyPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new TimeSeriesPanel(
            12, "latency", "Latency",
            new Query(PromQl.Quantile("0.5", Product.LatencyBuckets, InRegions), "P50"),
            new Query(PromQl.Quantile("0.95", Product.LatencyBuckets, InRegions), "P95"),
            new Query(PromQl.Quantile("0.99", Product.LatencyBuckets, InRegions), "P99"),
            new Query(PromQl.Share(PromQl.Rate(Product.LatencySum, InRegions), PromQl.Rate(Product.LatencyCount, InRegions)), "mean"))
        {
            Width = 6,
            Unit = Units.Seconds,
            Description = "Quantiles and mean of the latency, from the histogram. A quantile is right to within its bucket, whose bounds are powers of two; "
                + "the mean is exact. P99 up with P50 flat: some APIs or some tenants; both up: the product or what it depends on.",
        },
        new TimeSeriesPanel(
            13, "slow-share", "Slow",
            new Query(ShareOverTime(Product.SlowTotal), "slow"),
            new Query(ShareOverTime(Product.SlowTotal, ago: "1h"), "an hour ago"),
            new Query(ShareOverTime(Product.SlowTotal, ago: "1d"), "a day ago"))
        {
            Width = 6,
            Unit = Units.Share,
            Description = "Share of requests slower than measures.slow (1 s), counted exactly, with the same hour before and the same time yesterday.",
        },
        new TimeSeriesPanel(
            14, "latency-by-region", "Latency P99 by region", new Query(PromQl.Quantile("0.99", Product.LatencyBuckets, InRegions, "region_id"), "{{region_id}}"))
        {
            Width = 6,
            Unit = Units.Seconds,
            Links = [DrillDown.ProductInRegion],
            Description = "99th percentile of the latency by the region of the gateway nodes. One region alone: a local fault, or calls that cross regions.",
        },
        new HeatmapPanel(15, "latency-distribution", "Latencies", new(PromQl.Rate(Product.LatencyBuckets, InRegions, "le"), "{{le}}"))
        {
            Width = 6,
            Unit = Units.Requests,
            Description = "Requests a second by latency. Two bands are two kinds of requests: a slow API among fast ones, or a cache that misses.",
        },
    ];
}
