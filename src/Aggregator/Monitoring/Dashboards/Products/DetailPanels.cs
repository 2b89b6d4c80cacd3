using Aggregator.Central.Rollup;
using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Products.ProductScope;

namespace Aggregator.Monitoring.Dashboards.Products;

/// <summary>Which of the product's APIs, codes and called regions.</summary>
internal static class DetailPanels
{
    private const string ByApi = "api";
    private const int MostApis = 50;

    private static readonly NamespaceMetrics Api = NamespaceMetrics.Api;
    private static readonly NamespaceMetrics ErrorCode = NamespaceMetrics.ErrorCode;

    public static IReadOnlyList<Panel> All { get; } =
    [
        new TablePanel(16, "apis", "APIs")
        {
            Width = 14,
            Keys = [Columns.Api],
            Values =
            [
                new("Requests", Busiest(PromQl.PerSecond(Api.Requests, Everywhere, ByApi)), Units.Requests),
                new("Failed", Busiest(PromQl.PerSecond(Api.Http5xx, Everywhere, ByApi)), Units.Requests),
                new("Errors", Busiest(OfRequests(Api.Http5xx)), Units.Share, Thresholds.Failures),
                new("503", Busiest(PromQl.Weighted(Api.Http503Rate, Api.Requests, Everywhere, ByApi)), Units.Share, Thresholds.Failures),
                new("Slow", Busiest(OfRequests(Api.Slow)), Units.Share, Thresholds.Slow),
                new("Mean", Busiest(PromQl.Weighted(Api.RtMean, Api.Requests, Everywhere, ByApi)), Units.Milliseconds),
                new("P99", Busiest($"max by (api) ({Api.RtP99}{Everywhere})"), Units.Milliseconds),
            ],
            SortedBy = "Failed",
            Description = "The last minute of the product's fifty busiest APIs, all regions and versions together, most failed requests first. "
                + "P99 is the worst version's. Click an API for its dashboard.",
        },
        new TablePanel(17, "error-codes", "Error codes")
        {
            Width = 5,
            Keys = [Columns.ErrorCode],
            Values = [new("Answers", PromQl.Top(20, PromQl.PerSecond(ErrorCode.Requests, Everywhere, "error_code")), Units.Requests)],
            SortedBy = "Answers",
            Description = "Answers a second with each error code in the last minute, the twenty most frequent, all regions together. Click a code "
                + "to see which APIs answer with it, and since when.",
        },
        new BarGaugePanel(
            18, "called-regions", "Called regions",
            new($"sort_desc({PromQl.Top(10, PromQl.PerSecond(Product.Requests, InRegions, "biz_region_id"))})", "{{biz_region_id}}"))
        {
            Width = 5,
            Unit = Units.Requests,
            Description = "Requests a second by the region that the calls are about (biz_region_id), which may be another than that of the gateway. "
                + "Errors that follow this region come from the product there.",
        },
        new TimeSeriesPanel(
            19, "api-errors", "Failed requests, worst APIs",
            new Query($"{PromQl.Top(10, PromQl.Rate(Api.Http5xxTotal, Everywhere, ByApi))} > 0", "{{api}}"))
        {
            Width = 12,
            Unit = Units.Requests,
            Links = [DrillDown.Api],
            Description = "Answers 500 to 599 a second of the ten worst APIs at each moment. One API alone: its own code or what it calls; all: the "
                + "product's front or its network. Click a line for the API.",
        },
        new TimeSeriesPanel(
            20, "error-codes-over-time", "Error codes",
            new Query($"{PromQl.Top(10, PromQl.Rate(ErrorCode.RequestsTotal, Everywhere, "error_code"))} > 0", "{{error_code}}"))
        {
            Width = 12,
            Unit = Units.Requests,
            Links = [DrillDown.ErrorCode],
            Description = "Answers a second with the ten most frequent error codes at each moment. A code that begins at one moment began with a "
                + "roll-out or a change of callers.",
        },
    ];

    private static string OfRequests(string gauge) =>
        PromQl.Share(PromQl.LastMinute(gauge, Everywhere, ByApi), PromQl.LastMinute(Api.Requests, Everywhere, ByApi));

    // The same rows in every column, and no more than can be read.
    private static string Busiest(string expression) =>
        $"({expression})\nand on (api) topk({MostApis}, {PromQl.LastMinute(Api.Requests, Everywhere, ByApi)})";
}
