using Aggregator.Central.Rollup;
using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>One API of one product: versions, latency, 503, slow calls and error codes.</summary>
internal static class ApiDashboard
{
    private const string Scope = "{product=\"$product\",api=\"$api\",version=~\"$version\"}";

    // Codes are counted for an API, not for its versions.
    private const string CodeScope = "{product=\"$product\",api=\"$api\"}";
    private const string ByVersion = "version";

    private static readonly NamespaceMetrics Api = NamespaceMetrics.Api;

    public static Dashboard Create() => new()
    {
        Uid = DashboardUids.Api,
        Title = "Gateway API",
        Description = "One API of one product: its versions, errors, 503, slow calls, latency and codes.",
        Tags = ["aggregator"],
        Variables = [Variables.Product, Variables.Api, Variables.Versions],
        FiringAlerts = FiringAlerts.OfService("product=~\"$product\",api=\"$api\"") + " or " + FiringAlerts.OfService("product=~\"$product\",api=\"\""),
        Rows =
        [
            new("", 4, Current()),
            new("Errors", 8, ErrorRate(), Http503Rate(), ErrorCodes()),
            new("Latency and traffic", 8, SlowShare(), Latency(), Requests()),
            new("Versions and codes", 8, Versions(), HttpCodes()),
        ],
    };

    private static string ShareOverTime(string counter, string by = "", string ago = "") =>
        PromQl.Share(PromQl.Rate(counter, Scope, by, ago), PromQl.Rate(Api.RequestsTotal, Scope, by, ago));

    private static string ShareNow(string gauge, string by = "") =>
        PromQl.Share(PromQl.LastMinute(gauge, Scope, by), PromQl.LastMinute(Api.Requests, Scope, by));

    private static Panel[] Current() =>
    [
        new StatPanel(1, "requests-now", "Requests", new(PromQl.PerSecond(Api.Requests, Scope)))
        {
            Width = 4,
            Unit = Units.Requests,
            Description = "Requests a second over the last minute, all regions together, of the chosen versions.",
        },
        new StatPanel(2, "error-rate-now", "Errors (5xx)", new(ShareNow(Api.Http5xx)))
        {
            Width = 4,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Description = "Share of requests answered with 500 to 599 in the last minute. When it is bad, the codes below say how they fail, and the versions which.",
        },
        new StatPanel(3, "503-rate-now", "503", new(PromQl.Weighted(Api.Http503Rate, Api.Requests, Scope)))
        {
            Width = 4,
            Unit = Units.Share,
            Thresholds = Thresholds.Failures,
            Description = "Share of requests answered with 503 in the last minute: no server took them. Look at the product's servers before its code.",
        },
        new StatPanel(4, "slow-share-now", "Slow", new(ShareNow(Api.Slow)))
        {
            Width = 4,
            Unit = Units.Share,
            Thresholds = Thresholds.Slow,
            Description = "Share of requests slower than measures.slow (1 s) in the last minute.",
        },
        new StatPanel(5, "latency-now", "P99", new($"max({Api.RtP99}{Scope})"))
        {
            Width = 4,
            Unit = Units.Milliseconds,
            Thresholds = Thresholds.Above(1000, 5000),
            Description = "99th percentile of the latency in the last minute, right to 1 %; of several versions the worst.",
        },
        new StatPanel(6, "priority", "Priority", new($"count by (priority) ({Api.RequestsTotal}{Scope})", "{{priority}}"))
        {
            Width = 4,
            ShowsName = true,
            Unit = Units.Text,
            Description = "Priority of the API in api_dim; unknown when the table has no such row. It decides how fast somebody must look.",
        },
    ];

    private static TimeSeriesPanel ErrorRate() => new(
        7, "error-rate", "Errors (5xx) by version", new Query(ShareOverTime(Api.Http5xxTotal, ByVersion), "{{version}}"),
        new Query(ShareOverTime(Api.Http5xxTotal, ago: "1h"), "all, an hour ago"))
    {
        Width = 8,
        Unit = Units.Share,
        Thresholds = Thresholds.Failures,
        Description = "Share of requests answered with 500 to 599, by version, and of all an hour before. One version alone: its code. All: what they share.",
    };

    private static TimeSeriesPanel Http503Rate() => new(
        8, "503-rate", "503 by version", new Query(PromQl.Weighted(Api.Http503Rate, Api.Requests, Scope, ByVersion), "{{version}}"))
    {
        Width = 8,
        Unit = Units.Share,
        Thresholds = Thresholds.Failures,
        Description = "Share of requests answered with 503 in the minute before each point. A surge means that servers are away, overloaded or being "
            + "replaced: stop a roll-out, add servers, or shed load.",
    };

    private static TimeSeriesPanel ErrorCodes() => new(
        9, "error-codes", "Error codes",
        new Query($"{PromQl.Top(10, PromQl.Rate(NamespaceMetrics.ErrorCode.RequestsTotal, CodeScope, "error_code"))} > 0", "{{error_code}}"))
    {
        Width = 8,
        Unit = Units.Requests,
        Links = [DrillDown.ErrorCode],
        Description = "Answers a second with the ten most frequent error codes at each moment, all versions together. Click a code to see where else it occurs.",
    };

    private static TimeSeriesPanel SlowShare() => new(
        10, "slow-share", "Slow by version", new Query(ShareOverTime(Api.SlowTotal, ByVersion), "{{version}}"),
        new Query(ShareOverTime(Api.SlowTotal, ago: "1h"), "all, an hour ago"))
    {
        Width = 8,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(0.1, 0.2),
        Description = "Share of requests slower than measures.slow (1 s), by version, and of all an hour before. With many 5xx too, requests time out; "
            + "without, what the API calls has become slow.",
    };

    private static TimeSeriesPanel Latency() => new(
        11, "latency", "Latency",
        new Query($"max by (version) ({Api.RtP99}{Scope})", "P99 {{version}}"),
        new Query(PromQl.Weighted(Api.RtMean, Api.Requests, Scope), "mean"))
    {
        Width = 8,
        Unit = Units.Milliseconds,
        Description = "99th percentile by version, right to 1 %, and mean of all in the minute before each point.",
    };

    private static TimeSeriesPanel Requests() => new(
        12, "requests", "Requests by version",
        new Query(PromQl.Rate(Api.RequestsTotal, Scope, ByVersion), "{{version}}"),
        new Query(PromQl.Rate(Api.RequestsTotal, Scope, ago: "1h"), "all, an hour ago"),
        new Query(PromQl.Rate(Api.RequestsTotal, Scope, ago: "1d"), "all, a day ago"))
    {
        Width = 8,
        Unit = Units.Requests,
        Description = "Requests a second by version, and of all an hour and a day before. Many more than then, with errors: a caller that tries again and again.",
    };

    private static TablePanel Versions() => new(13, "versions", "Versions")
    {
        Width = 12,
        Keys = [Columns.Version, new("priority", "Priority")],
        Values =
        [
            new("Requests", PromQl.PerSecond(Api.Requests, Scope, "version, priority"), Units.Requests),
            new("Errors", ShareNow(Api.Http5xx, "version, priority"), Units.Share, Thresholds.Failures),
            new("Slow", ShareNow(Api.Slow, "version, priority"), Units.Share, Thresholds.Slow),
            new("P99", $"max by (version, priority) ({Api.RtP99}{Scope})", Units.Milliseconds),
        ],
        SortedBy = "Requests",
        Description = "The last minute of each version. Click one to see it alone.",
    };

    private static TimeSeriesPanel HttpCodes() => new(
        14, "http-codes", "HTTP codes (400 and up)",
        new Query(PromQl.Rate(NamespaceMetrics.HttpCode.RequestsTotal, CodeScope, "http_code"), "{{http_code}}"))
    {
        Width = 12,
        Unit = Units.Requests,
        IsStacked = true,
        Description = "Answers a second by HTTP code, 400 and up, all versions together. 429: callers over their limit, see the tenants; 403: rights; 5xx: the product.",
    };
}
