namespace Aggregator.Configuration.Rules;

/// <summary>The gauges that each namespace can show, by name without prefix.</summary>
public static class GaugeNames
{
    /// <summary>Of <c>namespace_product_gw_</c>.</summary>
    public static IReadOnlyList<string> Product { get; } =
        ["http_req", "http_2xx", "http_3xx", "http_4xx", "http_5xx", "http_503", "slow_http_req", "rt_mean", "rt_max", "success_rate"];

    /// <summary>Of <c>namespace_api_gw_</c>.</summary>
    public static IReadOnlyList<string> Api { get; } = ["http_req", "http_5xx", "slow_http_req", "http503_rate", "rt_mean", "rt_p99"];

    /// <summary>Of <c>namespace_error_code_gw_</c>.</summary>
    public static IReadOnlyList<string> ErrorCode { get; } = ["http_code", "error_code"];

    /// <summary>Of <c>namespace_tenant_gw_</c>.</summary>
    public static IReadOnlyList<string> Tenant { get; } = ["api_req_limiting_rate"];
}
