using System.Globalization;
using System.Text;

namespace Aggregator.Tests.Oracle;

/// <summary>
/// The whole job, slow and obvious: what rows, counters and gauges a set of logs must come to, whatever the order in which
/// they are read, split and flushed. It shares no code with the product and knows no budgets, lateness or expiry.
/// </summary>
internal sealed class ReferenceRollup(IEnumerable<OracleLog> logs, OracleDimensions dimensions)
{
    private readonly Log[] _logs = [.. logs.Where(IsComplete).Select(log => Enrich(log, dimensions))];

    public static long WindowMs => 10_000;

    public static long SlowMs => 1_000;

    /// <summary>One row a group, in no particular order.</summary>
    public IReadOnlyList<OracleRow> Rows =>
    [
        .. from log in _logs
           group log by (Start: WindowStart(log.TimeMs), log.Product, log.Api, log.Version, log.Uid, log.RegionId,
               log.AppGroup, log.Level, log.Code, log.ErrorCode, log.BizRegionId) into rows
           let key = rows.Key
           select new OracleRow(
               key.Start, key.Product, key.Api, key.Version, key.Uid, key.RegionId, key.AppGroup, key.Level ?? "unknown",
               key.Code, key.ErrorCode, key.BizRegionId,
               rows.Count(), rows.Count(HasRt), rows.Sum(Rt), rows.Max(Rt), rows.Count(IsSlow), rows.Count(Is(2)), rows.Count(Is(5)),
               rows.Count(Is503), rows.Count(IsLimited)),
    ];

    /// <summary>Every counter after all logs.</summary>
    public Dictionary<OracleSeries, double> Counters => Namespaces(_logs, _logs, set => set.Counters);

    /// <summary>
    /// Every gauge over the 60 s before <paramref name="endMs"/>: a series that had logs before then is there, with counts
    /// of 0 if it had none in the 60 s, but without ratios, means, maxima and quantiles of nothing. <c>rt_p99</c> is exact
    /// (nearest rank); the product's may be 4.5 % off.
    /// </summary>
    public Dictionary<OracleSeries, double> Gauges(long endMs) => Namespaces(
        [.. _logs.Where(log => log.TimeMs < endMs)],
        [.. _logs.Where(log => log.TimeMs < endMs && log.TimeMs >= endMs - 60_000)],
        set => set.Gauges);

    private static Dictionary<OracleSeries, double> Namespaces(
        Log[] known, Log[] counted, Func<Namespace, Func<Log[], IEnumerable<Metric>>> metrics)
    {
        var samples =
            from space in Namespace.All
            let bySet = counted.Where(space.Has).ToLookup(log => new LabelSet(space.Labels(log)))
            from labels in known.Where(space.Has).Select(log => new LabelSet(space.Labels(log))).Distinct()
            from metric in metrics(space)([.. bySet[labels]])
            where metric.Value is not null
            select (Series: OracleSeries.Of(space.Prefix + metric.Name, [.. labels.Labels, .. metric.Extra]), metric.Value);
        return samples.ToDictionary(sample => sample.Series, sample => sample.Value!.Value);
    }

    private static IEnumerable<Metric> Counts(Log[] logs, params (string Name, Func<Log, bool> Which)[] counts) =>
        counts.Select(count => new Metric(count.Name, logs.Count(count.Which)));

    private static IEnumerable<Metric> RtSeconds(Log[] logs)
    {
        var bounds = Enumerable.Range(0, 16).Select(power => 1L << power).Append(SlowMs).Distinct().Order();
        foreach (var bound in bounds)
        {
            var le = (bound / 1000.0).ToString(CultureInfo.InvariantCulture);
            yield return new Metric("rt_seconds_bucket", logs.Count(log => log.RtMs <= bound), ("le", le));
        }
        yield return new Metric("rt_seconds_bucket", logs.Count(HasRt), ("le", "+Inf"));
        yield return new Metric("rt_seconds_sum", logs.Sum(Rt) / 1000.0);
        yield return new Metric("rt_seconds_count", logs.Count(HasRt));
    }

    private static double? Share(Log[] logs, Func<Log, bool> which) => logs.Length == 0 ? null : logs.Count(which) / (double)logs.Length;

    private static double? Mean(Log[] logs) => logs.Any(HasRt) ? logs.Sum(Rt) / (double)logs.Count(HasRt) : null;

    private static double? Max(Log[] logs) => logs.Any(HasRt) ? logs.Max(Rt) : null;

    private static double? P99(Log[] logs)
    {
        var sorted = logs.Where(HasRt).Select(Rt).Order().ToArray();
        return sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1];
    }

    private static bool IsComplete(OracleLog log) => log.Product.Length > 0 && log.Api.Length > 0;

    private static Log Enrich(OracleLog log, OracleDimensions dimensions)
    {
        var (appGroup, regionId) = dimensions.Clusters.GetValueOrDefault(log.LocalIp, ("", ""));
        var (product, api, version, uid) = (OrUnknown(log.Product), OrUnknown(log.Api), OrUnknown(log.Version), OrUnknown(log.Uid));
        var level = dimensions.Levels.GetValueOrDefault(uid);
        return new Log(
            log.TimeMs, product, api, version, uid, OrUnknown(regionId), OrUnknown(appGroup),
            level is null ? null : OrUnknown(level),
            int.TryParse(log.HttpCode, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is > 0 and < 1000 ? code : 0,
            Canonical(log.ErrorCode), OrUnknown(log.BizRegionId), log.LatencyMs,
            OrUnknown(dimensions.Priorities.GetValueOrDefault((product, api, version), "")));
    }

    private static string OrUnknown(string value) => value.Length == 0 ? "unknown" : Canonical(value);

    private static string Canonical(string value)
    {
        if (value is "unknown" or "other" or "__overflow__") return "_" + value;
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        while (Encoding.UTF8.GetByteCount(valid) > 256) valid = valid[..^(char.IsLowSurrogate(valid[^1]) ? 2 : 1)];
        return valid;
    }

    private static long WindowStart(long timeMs) => (long)Math.Floor(timeMs / (decimal)WindowMs) * WindowMs;

    private static bool HasRt(Log log) => log.RtMs is not null;

    private static long Rt(Log log) => log.RtMs ?? 0;

    private static bool IsSlow(Log log) => log.RtMs > SlowMs;

    private static Func<Log, bool> Is(int hundreds) => log => log.Code >= hundreds * 100 && log.Code < hundreds * 100 + 100;

    private static bool Is503(Log log) => log.Code == 503;

    private static bool IsLimited(Log log) => log.Code == 429 || log.ErrorCode.StartsWith("Throttling", StringComparison.Ordinal);

    private sealed record Log(
        long TimeMs, string Product, string Api, string Version, string Uid, string RegionId, string AppGroup, string? Level,
        int Code, string ErrorCode, string BizRegionId, long? RtMs, string Priority);

    private sealed record Metric(string Name, double? Value, params (string Name, string Value)[] Extra);

    private sealed record LabelSet((string Name, string Value)[] Labels)
    {
        public bool Equals(LabelSet? other) => other is not null && Labels.SequenceEqual(other.Labels);

        public override int GetHashCode() => Labels.Aggregate(0, (hash, label) => HashCode.Combine(hash, label));
    }

    // One line each of the design's table: which logs, by which labels, to which gauges and counters.
    private sealed record Namespace(
        string Prefix, Func<Log, bool> Has, Func<Log, (string, string)[]> Labels,
        Func<Log[], IEnumerable<Metric>> Gauges, Func<Log[], IEnumerable<Metric>> Counters)
    {
        public static IEnumerable<Namespace> All => [Product, Api, HttpCode, ErrorCode, Tenant];

        private static Namespace Product => new(
            "namespace_product_gw_", _ => true,
            log => [("product", log.Product), ("region_id", log.RegionId), ("biz_region_id", log.BizRegionId)],
            logs =>
            [
                .. Counts(logs, ("http_req", _ => true), ("http_2xx", Is(2)), ("http_3xx", Is(3)), ("http_4xx", Is(4)),
                    ("http_5xx", Is(5)), ("http_503", Is503), ("slow_http_req", IsSlow)),
                new("rt_mean", Mean(logs)), new("rt_max", Max(logs)), new("success_rate", Share(logs, Is(2))),
            ],
            logs =>
            [
                .. Counts(logs, ("http_req_total", _ => true), ("http_2xx_total", Is(2)), ("http_3xx_total", Is(3)),
                    ("http_4xx_total", Is(4)), ("http_5xx_total", Is(5)), ("http_503_total", Is503), ("slow_http_req_total", IsSlow)),
                .. RtSeconds(logs),
            ]);

        private static Namespace Api => new(
            "namespace_api_gw_", _ => true,
            log => [("product", log.Product), ("api", log.Api), ("version", log.Version), ("priority", log.Priority)],
            logs =>
            [
                .. Counts(logs, ("http_req", _ => true), ("http_5xx", Is(5)), ("slow_http_req", IsSlow)),
                new("http503_rate", Share(logs, Is503)), new("rt_mean", Mean(logs)), new("rt_p99", P99(logs)),
            ],
            logs => Counts(logs, ("http_req_total", _ => true), ("http_5xx_total", Is(5)), ("slow_http_req_total", IsSlow)));

        private static Namespace HttpCode => new(
            "namespace_error_code_gw_", log => log.Code >= 400,
            log => [("product", log.Product), ("api", log.Api), ("http_code", log.Code.ToString(CultureInfo.InvariantCulture))],
            logs => Counts(logs, ("http_code", _ => true)),
            logs => Counts(logs, ("http_code_total", _ => true)));

        private static Namespace ErrorCode => new(
            "namespace_error_code_gw_", log => log.ErrorCode.Length > 0,
            log => [("product", log.Product), ("api", log.Api), ("error_code", log.ErrorCode)],
            logs => Counts(logs, ("error_code", _ => true)),
            logs => Counts(logs, ("error_code_total", _ => true)));

        private static Namespace Tenant => new(
            "namespace_tenant_gw_", _ => true,
            log => [("uid", log.Level is null ? "other" : log.Uid), ("gc_level", log.Level ?? "unknown")],
            logs => [new("api_req_limiting_rate", Share(logs, IsLimited))],
            logs => Counts(logs, ("http_req_total", _ => true), ("limited_req_total", IsLimited)));
    }
}
