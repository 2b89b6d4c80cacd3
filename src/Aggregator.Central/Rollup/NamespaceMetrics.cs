namespace Aggregator.Central.Rollup;

/// <summary>
/// Full names of a namespace's metrics, for whoever writes queries over them. They are those of the definitions, so that a
/// query cannot name what the centre does not expose: asking for a metric that the namespace lacks throws
/// <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class NamespaceMetrics
{
    internal const string LateRequestsName = "http_req_late_total";
    internal const string Late5xxName = "http_5xx_late_total";
    internal const string LatencyName = "rt_seconds";

    private readonly RollupDefinition _definition;

    private NamespaceMetrics(RollupDefinition definition) => _definition = definition;

    /// <summary>Labels product, region_id, biz_region_id.</summary>
    public static NamespaceMetrics Product { get; } = new(RollupDefinitions.Product);

    /// <summary>Labels product, api, version, priority.</summary>
    public static NamespaceMetrics Api { get; } = new(RollupDefinitions.Api);

    /// <summary>Labels product, api, http_code; requests are those of code 400 and up.</summary>
    public static NamespaceMetrics HttpCode { get; } = new(RollupDefinitions.HttpCode);

    /// <summary>Labels product, api, error_code; requests are those with an error code.</summary>
    public static NamespaceMetrics ErrorCode { get; } = new(RollupDefinitions.ErrorCode);

    /// <summary>Labels uid, gc_level.</summary>
    public static NamespaceMetrics Tenant { get; } = new(RollupDefinitions.Tenant);

    /// <summary>What all names of the namespace begin with.</summary>
    public string Prefix => _definition.Prefix;

    /// <summary>Gauge: requests of the last minute.</summary>
    public string Requests => Gauge(GaugeKind.Sum, Measure.Requests);

    /// <summary>Counter of requests.</summary>
    public string RequestsTotal => Counter(Measure.Requests);

    /// <summary>Counter of answers 200 to 299.</summary>
    public string Http2xxTotal => Counter(Measure.Http2xx);

    /// <summary>Counter of answers 300 to 399.</summary>
    public string Http3xxTotal => Counter(Measure.Http3xx);

    /// <summary>Counter of answers 400 to 499.</summary>
    public string Http4xxTotal => Counter(Measure.Http4xx);

    /// <summary>Gauge: answers 500 to 599 of the last minute.</summary>
    public string Http5xx => Gauge(GaugeKind.Sum, Measure.Http5xx);

    /// <summary>Counter of answers 500 to 599.</summary>
    public string Http5xxTotal => Counter(Measure.Http5xx);

    /// <summary>Counter of answers 503.</summary>
    public string Http503Total => Counter(Measure.Http503);

    /// <summary>Gauge: share of answers 503 in the last minute, 0 to 1.</summary>
    public string Http503Rate => Gauge(GaugeKind.Ratio, Measure.Http503);

    /// <summary>Gauge: share of answers 200 to 299 in the last minute, 0 to 1.</summary>
    public string SuccessRate => Gauge(GaugeKind.Ratio, Measure.Http2xx);

    /// <summary>Gauge: slow requests of the last minute.</summary>
    public string Slow => Gauge(GaugeKind.Sum, Measure.Slow);

    /// <summary>Counter of slow requests.</summary>
    public string SlowTotal => Counter(Measure.Slow);

    /// <summary>Counter of rate limited requests.</summary>
    public string LimitedTotal => Counter(Measure.Limited);

    /// <summary>Gauge: share of rate limited requests in the last minute, 0 to 1.</summary>
    public string LimitedRate => Gauge(GaugeKind.Ratio, Measure.Limited);

    /// <summary>Gauge: mean latency of the last minute in ms.</summary>
    public string RtMean => Gauge(GaugeKind.Ratio, Measure.RtSum);

    /// <summary>Gauge: highest latency of the last minute in ms.</summary>
    public string RtMax => Gauge(GaugeKind.Value, Measure.RtMax);

    /// <summary>Gauge: 99th percentile of the latencies of the last minute in ms.</summary>
    public string RtP99 => Gauge(GaugeKind.P99, Measure.RtMax);

    /// <summary>Counters of latencies up to <c>le</c> seconds.</summary>
    public string LatencyBuckets => WithLatency(LatencyName + "_bucket");

    /// <summary>Counter of seconds that requests took in all.</summary>
    public string LatencySum => WithLatency(LatencyName + "_sum");

    /// <summary>Counter of requests that carry a latency.</summary>
    public string LatencyCount => WithLatency(LatencyName + "_count");

    /// <summary>Counter of requests that came too late for the other counters.</summary>
    public string LateRequestsTotal => WithLatency(LateRequestsName);

    private string Gauge(GaugeKind kind, Measure measure) => _definition.Prefix
        + (_definition.Gauges.FirstOrDefault(gauge => gauge.Kind == kind && gauge.Measure == measure)?.Name ?? throw Missing(measure));

    private string Counter(Measure measure) => _definition.Prefix
        + (_definition.Counters.FirstOrDefault(counter => counter.Measure == measure)?.Name ?? throw Missing(measure)) + "_total";

    private string WithLatency(string name) =>
        _definition.HasLateAndLatency ? _definition.Prefix + name : throw Missing(Measure.RtCount);

    private InvalidOperationException Missing(Measure measure) => new($"{_definition.Prefix} shows no such metric of {measure}.");
}
