using Aggregator.Central.Expose;

namespace Aggregator.Central.Rollup;

/// <summary>The four namespaces as data: labels, what is kept, what is shown.</summary>
internal static class RollupDefinitions
{
    private const string LastMinute = "in the last minute of closed 10 s slots";

    public static RollupDefinition Product { get; } = new()
    {
        Part = ExpositionPart.Product,
        Prefix = "namespace_product_gw_",
        Labels = ["product", "region_id", "biz_region_id"],
        Slots =
        [
            Measure.Requests, Measure.Http2xx, Measure.Http3xx, Measure.Http4xx, Measure.Http5xx, Measure.Http503, Measure.Slow,
            Measure.RtCount, Measure.RtSum, Measure.RtMax,
        ],
        Totals =
        [
            Measure.Requests, Measure.Http2xx, Measure.Http3xx, Measure.Http4xx, Measure.Http5xx, Measure.Http503, Measure.Slow,
            Measure.RtCount, Measure.RtSum,
        ],
        Counters =
        [
            Counter("http_req", Measure.Requests, "Requests"),
            Counter("http_2xx", Measure.Http2xx, "Requests answered with 200 to 299"),
            Counter("http_3xx", Measure.Http3xx, "Requests answered with 300 to 399"),
            Counter("http_4xx", Measure.Http4xx, "Requests answered with 400 to 499"),
            Counter("http_5xx", Measure.Http5xx, "Requests answered with 500 to 599"),
            Counter("http_503", Measure.Http503, "Requests answered with 503"),
            Counter("slow_http_req", Measure.Slow, "Requests slower than the threshold"),
        ],
        Gauges =
        [
            Sum("http_req", Measure.Requests, "Requests"),
            Sum("http_2xx", Measure.Http2xx, "Requests answered with 200 to 299"),
            Sum("http_3xx", Measure.Http3xx, "Requests answered with 300 to 399"),
            Sum("http_4xx", Measure.Http4xx, "Requests answered with 400 to 499"),
            Sum("http_5xx", Measure.Http5xx, "Requests answered with 500 to 599"),
            Sum("http_503", Measure.Http503, "Requests answered with 503"),
            Sum("slow_http_req", Measure.Slow, "Requests slower than the threshold"),
            Mean(),
            Max(),
            Ratio("success_rate", Measure.Http2xx, "Share of requests answered with 200 to 299, 0 to 1,"),
            Ratio("http503_rate", Measure.Http503, "Share of requests answered with 503, 0 to 1,"),
        ],
        HasLateAndLatency = true,
    };

    public static RollupDefinition Api { get; } = new()
    {
        Part = ExpositionPart.Api,
        Prefix = "namespace_api_gw_",
        Labels = ["product", "api", "version", "priority"],
        Slots =
        [
            Measure.Requests, Measure.Http5xx, Measure.Http503, Measure.Slow, Measure.RtCount, Measure.RtSum, Measure.RtMax,
        ],
        Totals = [Measure.Requests, Measure.Http5xx, Measure.Slow],
        Counters =
        [
            Counter("http_req", Measure.Requests, "Requests"),
            Counter("http_5xx", Measure.Http5xx, "Requests answered with 500 to 599"),
            Counter("slow_http_req", Measure.Slow, "Requests slower than the threshold"),
        ],
        Gauges =
        [
            Sum("http_req", Measure.Requests, "Requests"),
            Sum("http_5xx", Measure.Http5xx, "Requests answered with 500 to 599"),
            Sum("http_503", Measure.Http503, "Requests answered with 503"),
            Sum("slow_http_req", Measure.Slow, "Requests slower than the threshold"),
            Ratio("http503_rate", Measure.Http503, "Share of requests answered with 503, 0 to 1,"),
            Mean(),
            Max(),
            new("rt_p99", GaugeKind.P99, Measure.RtMax, Measure.RtCount, $"99th percentile of the latency in ms {LastMinute}."),
        ],
        HasQuantiles = true,
    };

    public static RollupDefinition HttpCode { get; } = ErrorTable("http_code", "Requests answered with a code of 400 and up");

    public static RollupDefinition ErrorCode { get; } = ErrorTable("error_code", "Requests with an error code");

    public static RollupDefinition Tenant { get; } = new()
    {
        Part = ExpositionPart.Tenant,
        Prefix = "namespace_tenant_gw_",
        Labels = ["uid", "gc_level"],
        SharesFirstLabel = false,
        Slots = [Measure.Requests, Measure.Limited],
        Totals = [Measure.Requests, Measure.Limited],
        Counters =
        [
            Counter("http_req", Measure.Requests, "Requests"),
            Counter("limited_req", Measure.Limited, "Requests that were rate limited"),
        ],
        Gauges =
        [
            Ratio("api_req_limiting_rate", Measure.Limited, "Share of requests that were rate limited, 0 to 1,"),
            Sum("http_req", Measure.Requests, "Requests"),
            Sum("limited_req", Measure.Limited, "Requests that were rate limited"),
        ],
    };

    private static RollupDefinition ErrorTable(string name, string help) => new()
    {
        Part = ExpositionPart.ErrorCode,
        Prefix = "namespace_error_code_gw_",
        Labels = ["product", "api", name],
        Slots = [Measure.Requests],
        Totals = [Measure.Requests],
        Counters = [Counter(name, Measure.Requests, help)],
        Gauges = [Sum(name, Measure.Requests, help)],
    };

    private static CounterDefinition Counter(string name, Measure measure, string help) =>
        new(name, measure, $"{help}, ever since, added when they are merged; late ones are not.");

    private static GaugeDefinition Sum(string name, Measure measure, string help) =>
        new(name, GaugeKind.Sum, measure, Measure.Requests, $"{help} {LastMinute}.");

    private static GaugeDefinition Ratio(string name, Measure measure, string help) =>
        new(name, GaugeKind.Ratio, measure, Measure.Requests, $"{help} {LastMinute}.");

    private static GaugeDefinition Mean() =>
        new("rt_mean", GaugeKind.Ratio, Measure.RtSum, Measure.RtCount, $"Mean latency in ms {LastMinute}.");

    private static GaugeDefinition Max() =>
        new("rt_max", GaugeKind.Value, Measure.RtMax, Measure.RtCount, $"Highest latency in ms {LastMinute}.");
}
