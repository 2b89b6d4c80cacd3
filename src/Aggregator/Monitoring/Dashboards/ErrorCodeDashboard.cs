using Aggregator.Central.Rollup;
using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>Which error codes are answered, by which products and APIs, and since when.</summary>
internal static class ErrorCodeDashboard
{
    private const string Scope = "{product=~\"$product\",error_code=~\"$error_code\"}";

    // HTTP codes are counted beside error codes, not within them.
    private const string HttpScope = "{product=~\"$product\"}";

    private static readonly NamespaceMetrics ErrorCode = NamespaceMetrics.ErrorCode;
    private static readonly NamespaceMetrics HttpCode = NamespaceMetrics.HttpCode;

    public static Dashboard Create() => new()
    {
        Uid = DashboardUids.ErrorCode,
        Title = "Gateway error codes",
        Description = "Error codes: which are answered, by which products and APIs, and since when.",
        Tags = ["aggregator"],
        Variables = [Variables.Products, Variables.ErrorCodes],
        FiringAlerts = FiringAlerts.OfService("product=~\"$product\""),
        Rows =
        [
            new("", 4, Answers(), Compared(), Kinds(), Http4xx(), Http5xx()),
            new("Codes", 9, OverTime(), Codes()),
            new("Where", 9, ByProduct(), ByApi()),
            new("HTTP codes", 8, HttpCodes(), HttpCodesByProduct()),
        ],
    };

    private static StatPanel Answers() => new(1, "answers-now", "With an error code", new(PromQl.PerSecond(ErrorCode.Requests, Scope)))
    {
        Width = 5,
        Unit = Units.Requests,
        Description = "Answers a second with one of the chosen error codes in the last minute.",
    };

    private static StatPanel Compared() => new(
        2, "answers-compared", "Against an hour ago",
        new(PromQl.Share(PromQl.LastMinute(ErrorCode.Requests, Scope), PromQl.LastMinute(ErrorCode.Requests, Scope, ago: "1h"))))
    {
        Width = 5,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(2, 5),
        Description = "Answers with the chosen error codes in the last minute as a share of those an hour before. Far over 100 %: the table of codes says which.",
    };

    private static StatPanel Kinds() => new(
        3, "kinds-now", "Different codes", new($"count({PromQl.LastMinute(ErrorCode.Requests, Scope, "error_code")} > 0) or vector(0)"))
    {
        Width = 4,
        Description = "How many different error codes were answered in the last minute. Hundreds of new ones: a product puts ids or "
            + "messages into its codes, which uses up the budget of label sets; see the pipeline dashboard.",
    };

    private static StatPanel Http4xx() => new(
        4, "http-4xx-now", "Answers 4xx", new(PromQl.PerSecond(HttpCode.Requests, "{product=~\"$product\",http_code=~\"4..\"}")))
    {
        Width = 5,
        Unit = Units.Requests,
        Description = "Answers 400 to 499 a second in the last minute, of all error codes: callers send what is refused.",
    };

    private static StatPanel Http5xx() => new(
        5, "http-5xx-now", "Answers 5xx", new(PromQl.PerSecond(HttpCode.Requests, "{product=~\"$product\",http_code=~\"5..\"}")))
    {
        Width = 5,
        Unit = Units.Requests,
        Description = "Answers 500 to 599 a second in the last minute, of all error codes: products fail. By product at the bottom.",
    };

    private static TimeSeriesPanel OverTime() => new(
        6, "error-codes", "Most frequent codes",
        new Query($"{PromQl.Top(10, PromQl.Rate(ErrorCode.RequestsTotal, Scope, "error_code"))} > 0", "{{error_code}}"))
    {
        Width = 12,
        Unit = Units.Requests,
        Links = [DrillDown.ErrorCode],
        Description = "Answers a second with the ten most frequent of the chosen codes at each moment. Compare where a code begins with the "
            + "times of roll-outs. Click a line to see that code alone.",
    };

    private static TablePanel Codes() => new(7, "codes", "Codes")
    {
        Width = 12,
        Keys = [Columns.ErrorCode],
        Values =
        [
            new("Answers", Most(PromQl.PerSecond(ErrorCode.Requests, Scope, "error_code")), Units.Requests),
            new("An hour ago", Most(PromQl.PerSecond(ErrorCode.Requests, Scope, "error_code", "1h")), Units.Requests),
            new("Products", Most($"count by (error_code) ({PromQl.LastMinute(ErrorCode.Requests, Scope, "error_code, product")} > 0)"), Units.Count),
            new("APIs", Most($"count by (error_code) ({ErrorCode.Requests}{Scope} > 0)"), Units.Count),
        ],
        SortedBy = "Answers",
        Description = "The thirty most frequent of the chosen codes in the last minute, how it was an hour ago, and how many products and APIs answer "
            + "with them. Many products at once: the gateway or something that all use. Click a code to see it alone.",
    };

    private static TimeSeriesPanel ByProduct() => new(
        8, "products", "By product",
        new Query($"{PromQl.Top(10, PromQl.Rate(ErrorCode.RequestsTotal, Scope, "product"))} > 0", "{{product}}"))
    {
        Width = 12,
        Unit = Units.Requests,
        Links = [DrillDown.Product],
        Description = "Answers a second with the chosen codes, of the ten products with most of them at each moment. Click a line for the product.",
    };

    private static TablePanel ByApi() => new(9, "apis", "By product and API")
    {
        Width = 12,
        Keys = [Columns.Product, Columns.ApiOfProduct],
        Values = [new("Answers", PromQl.Top(30, PromQl.PerSecond(ErrorCode.Requests, Scope, "product, api")), Units.Requests)],
        SortedBy = "Answers",
        Description = "The thirty APIs that answered most often with the chosen codes in the last minute. Click a product or an API for its dashboard.",
    };

    private static TimeSeriesPanel HttpCodes() => new(
        10, "http-codes", "HTTP codes (400 and up)", new Query(PromQl.Rate(HttpCode.RequestsTotal, HttpScope, "http_code"), "{{http_code}}"))
    {
        Width = 12,
        Unit = Units.Requests,
        IsStacked = true,
        Description = "Answers a second by HTTP code, 400 and up, of the chosen products and all error codes.",
    };

    private static TablePanel HttpCodesByProduct() => new(11, "http-codes-by-product", "HTTP codes by product")
    {
        Width = 12,
        Keys = [Columns.Product, new("http_code", "HTTP code")],
        Values =
        [
            new("Answers", PromQl.Top(50, PromQl.PerSecond(HttpCode.Requests, HttpScope, "product, http_code")), Units.Requests),
        ],
        SortedBy = "Answers",
        Description = "The fifty most frequent pairs of product and HTTP code, 400 and up, in the last minute.",
    };

    // The same rows in every column, and no more than can be read.
    private static string Most(string expression) =>
        $"({expression})\nand on (error_code) topk(30, {PromQl.LastMinute(ErrorCode.Requests, Scope, "error_code")})";
}
