using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Products.ProductScope;

namespace Aggregator.Monitoring.Dashboards.Products;

/// <summary>The last minute in numbers.</summary>
internal static class CurrentPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new StatPanel(1, "requests-now", "Requests", new(PromQl.PerSecond(Product.Requests, InRegions)))
        {
            Width = 4,
            Unit = Units.Requests,
            Description = "Requests a second over the last minute in the chosen regions. A region that lags is left out until it has caught up.",
        },
        new StatPanel(2, "error-rate-now", "Errors (5xx)", new(ShareNow(Product.Http5xx)))
        {
            Width = 4,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Description = "Share of requests answered with 500 to 599 in the last minute. When it is bad: by region below, then the table of APIs, then the codes.",
        },
        new StatPanel(3, "slow-share-now", "Slow", new(ShareNow(Product.Slow)))
        {
            Width = 4,
            Unit = Units.Share,
            Thresholds = Thresholds.Slow,
            Description = "Share of requests slower than measures.slow (1 s) in the last minute. When it is bad, the table of APIs says which.",
        },
        new StatPanel(4, "success-rate-now", "Answered 2xx", new(PromQl.Weighted(Product.SuccessRate, Product.Requests, InRegions)))
        {
            Width = 4,
            Unit = Units.Share,
            Thresholds = Thresholds.Below(0.9, 0.5),
            Description = "Share of requests answered with 200 to 299 in the last minute. Low with few 5xx, callers are refused: see the codes 4xx.",
        },
        new StatPanel(5, "latency-now", "Mean latency", new(PromQl.Weighted(Product.RtMean, Product.Requests, InRegions)))
        {
            Width = 4,
            Unit = Units.Milliseconds,
            Description = "Mean latency in the last minute, weighted by requests. It moves late: P99 below shows sooner that something is slow.",
        },
        new StatPanel(6, "latency-max-now", "Slowest request", new($"max({Product.RtMax}{InRegions})"))
        {
            Width = 4,
            Unit = Units.Milliseconds,
            Description = "Highest latency in the last minute. At the gateway's own timeout, requests are cut off there.",
        },
    ];
}
