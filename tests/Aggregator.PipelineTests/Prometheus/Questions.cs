using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>What people ask of the metrics, with the right answers. Gauges are about a minute, counters about all logs so far.</summary>
public static class Questions
{
    private const string Unknown = "unknown";

    /// <summary>Over gauges.</summary>
    public static IReadOnlyList<Question> OfGauges { get; } =
    [
        new("sum(namespace_product_gw_http_req) by (product)", "product", Product, Count),
        new("sum(namespace_product_gw_rt_mean * namespace_product_gw_http_req) by (product) / sum(namespace_product_gw_http_req) by (product)",
            "product", Product, logs => logs.Average(log => (double)log.LatencyMs)),
        new("sum(namespace_product_gw_http_5xx) by (product) / sum(namespace_product_gw_http_req) by (product)",
            "product", Product, Share(Is5xx)),
        new("sum(namespace_product_gw_success_rate * namespace_product_gw_http_req) by (product)",
            "product", Product, CountOf(log => log.HttpCode is >= 200 and < 300)),
        new("max(namespace_product_gw_rt_max) by (product)", "product", Product, logs => logs.Max(log => log.LatencyMs)),
        new("sum(namespace_product_gw_slow_http_req) by (region_id)", "region_id", RegionId, CountOf(IsSlow)),
        new("sum(namespace_product_gw_http_503) by (biz_region_id)", "biz_region_id", BizRegionId, CountOf(log => log.HttpCode == 503)),
        new("sum(namespace_api_gw_http_req) by (api)", "api", Api, Count),
        new("sum(namespace_api_gw_http503_rate * namespace_api_gw_http_req) by (priority)",
            "priority", Priority, CountOf(log => log.HttpCode == 503)),
        new("sum(namespace_error_code_gw_error_code) by (error_code)", "error_code", ErrorCode, Count),
        new("sum(namespace_error_code_gw_http_code) by (http_code)", "http_code", BadHttpCode, Count),
        new("namespace_tenant_gw_api_req_limiting_rate", "uid", Uid, Share(IsLimited)),
    ];

    /// <summary>Over counters.</summary>
    public static IReadOnlyList<Question> OfCounters { get; } =
    [
        new("sum(namespace_product_gw_http_req_total) by (product)", "product", Product, Count),
        new("sum(namespace_product_gw_http_5xx_total) by (product)", "product", Product, CountOf(Is5xx)),
        new("sum(namespace_product_gw_http_4xx_total) by (region_id)", "region_id", RegionId,
            CountOf(log => log.HttpCode is >= 400 and < 500)),
        new("sum(namespace_product_gw_slow_http_req_total) by (biz_region_id)", "biz_region_id", BizRegionId, CountOf(IsSlow)),
        new("sum(namespace_product_gw_rt_seconds_sum) by (product)", "product", Product, logs => logs.Sum(log => log.LatencyMs) / 1000.0),
        new("sum(namespace_product_gw_rt_seconds_bucket{le=\"0.064\"}) by (product)", "product", Product, CountOf(log => log.LatencyMs <= 64)),
        new("sum(namespace_product_gw_rt_seconds_bucket{le=\"1\"}) by (product)", "product", Product, CountOf(log => !IsSlow(log))),
        new("sum(namespace_product_gw_rt_seconds_bucket{le=\"+Inf\"}) by (product)", "product", Product, Count),
        new("sum(namespace_api_gw_http_5xx_total) by (api)", "api", Api, CountOf(Is5xx)),
        new("sum(namespace_tenant_gw_limited_req_total) by (uid)", "uid", Uid, CountOf(IsLimited)),
    ];

    /// <summary>The ratio of errors as alerts ask for it: rates over a minute of counters.</summary>
    public static Question ErrorRatio { get; } = new(
        "sum(rate(namespace_product_gw_http_5xx_total[1m])) by (product) / sum(rate(namespace_product_gw_http_req_total[1m])) by (product)",
        "product", Product, Share(Is5xx));

    /// <summary>True for a failure.</summary>
    public static bool Is5xx(GeneratedLog log) => log.HttpCode is >= 500 and < 600;

    /// <summary>The 99th percentile of latencies, in ms, as an API's gauge tells it.</summary>
    public static Question ApiP99 { get; } = new(
        "label_join(namespace_api_gw_rt_p99, \"call\", \" \", \"product\", \"api\", \"version\")", "call",
        log => $"{log.Api.Product} {log.Api.Name} {log.Api.Version}", logs => Quantile(logs, 0.99));

    /// <summary>A latency in ms by nearest rank.</summary>
    public static long Quantile(IEnumerable<GeneratedLog> logs, double q)
    {
        long[] latencies = [.. logs.Select(log => log.LatencyMs).Order()];
        return latencies[(int)Math.Ceiling(q * latencies.Length) - 1];
    }

    private static string Product(GeneratedLog log) => log.Api.Product;

    private static string Api(GeneratedLog log) => log.Api.Name;

    private static string Priority(GeneratedLog log) => log.Api.IsListed ? log.Api.Priority : Unknown;

    private static string RegionId(GeneratedLog log) => log.Node.IsListed ? log.Node.RegionId : Unknown;

    private static string BizRegionId(GeneratedLog log) => log.BizRegionId;

    private static string Uid(GeneratedLog log) => LiveRun.Tables.LevelOf(log.Tenant) is null ? "other" : log.CallerUid;

    private static string? ErrorCode(GeneratedLog log) => log.ErrorCode.Length == 0 ? null : log.ErrorCode;

    private static string? BadHttpCode(GeneratedLog log) => log.HttpCode < 400 ? null : $"{log.HttpCode}";

    private static bool IsSlow(GeneratedLog log) => log.LatencyMs > 1000;

    private static bool IsLimited(GeneratedLog log) => log.HttpCode == 429 || log.ErrorCode.StartsWith("Throttling", StringComparison.Ordinal);

    private static double Count(IReadOnlyList<GeneratedLog> logs) => logs.Count;

    private static Func<IReadOnlyList<GeneratedLog>, double> CountOf(Func<GeneratedLog, bool> which) => logs => logs.Count(which);

    private static Func<IReadOnlyList<GeneratedLog>, double> Share(Func<GeneratedLog, bool> which) =>
        logs => (double)logs.Count(which) / logs.Count;
}
