using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Products.ProductScope;

namespace Aggregator.Monitoring.Dashboards.Products;

/// <summary>Errors and requests over time.</summary>
internal static class TrafficPanels
{
    public static IReadOnlyList<Panel> Errors { get; } =
    [
        new TimeSeriesPanel(
            7, "error-rate", "Errors (5xx)",
            new Query(ShareOverTime(Product.Http5xxTotal), "5xx"),
            new Query(ShareOverTime(Product.Http503Total), "503"),
            new Query(ShareOverTime(Product.Http5xxTotal, ago: "1h"), "5xx an hour ago"),
            new Query(ShareOverTime(Product.Http5xxTotal, ago: "1d"), "5xx a day ago"))
        {
            Width = 12,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Description = "Share of requests answered with 500 to 599, and with 503 alone, with the same hour before and the same time yesterday. "
                + "From counters, so a short burst is seen at any zoom. Mostly 503: the product's servers are away or overloaded; other codes: they fail.",
        },
        new TimeSeriesPanel(8, "error-rate-by-region", "Errors (5xx) by region", new Query(ShareOverTime(Product.Http5xxTotal, "region_id"), "{{region_id}}"))
        {
            Width = 12,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Links = [DrillDown.ProductInRegion],
            Description = "Share of 5xx by the region of the gateway nodes. One region alone: a local fault or roll-out. All at once: the product itself.",
        },
    ];

    public static IReadOnlyList<Panel> Requests { get; } =
    [
        new TimeSeriesPanel(
            9, "requests-compared", "Requests",
            new Query(PromQl.Rate(Product.RequestsTotal, InRegions), "now"),
            new Query(PromQl.Rate(Product.RequestsTotal, InRegions, ago: "1h"), "an hour ago"),
            new Query(PromQl.Rate(Product.RequestsTotal, InRegions, ago: "1d"), "a day ago"),
            new Query(PromQl.Rate(Product.LateRequestsTotal, InRegions), "too late for the others"))
        {
            Width = 8,
            Unit = Units.Requests,
            Description = "Requests a second, with the same hour before and the same time yesterday. A drop in all regions: callers, name "
                + "service or the gateway's entry. In one that is incomplete on the overview: its pipeline, and no traffic is lost. What is too late is "
                + "a backlog that came over counter_max_age (5 m) after its time: it fills a gap that the graphs keep.",
        },
        new TimeSeriesPanel(10, "requests", "Requests by region", new Query(PromQl.Rate(Product.RequestsTotal, InRegions, "region_id"), "{{region_id}}"))
        {
            Width = 8,
            Unit = Units.Requests,
            IsStacked = true,
            Links = [DrillDown.ProductInRegion],
            Description = "Requests a second by the region of the gateway nodes.",
        },
        new TimeSeriesPanel(
            11, "codes", "Answers",
            new Query(PromQl.Rate(Product.Http2xxTotal, InRegions), "2xx"),
            new Query(PromQl.Rate(Product.Http3xxTotal, InRegions), "3xx"),
            new Query(PromQl.Rate(Product.Http4xxTotal, InRegions), "4xx"),
            new Query(PromQl.Rate(Product.Http5xxTotal, InRegions), "5xx"))
        {
            Width = 8,
            Unit = Units.Requests,
            IsStacked = true,
            Colors = [("2xx", "green"), ("3xx", "blue"), ("4xx", "orange"), ("5xx", "red")],
            Description = "Answers a second by class of code. Many 4xx: callers send what is refused; the table of error codes says why.",
        },
    ];
}
