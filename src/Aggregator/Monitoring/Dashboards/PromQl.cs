namespace Aggregator.Monitoring.Dashboards;

/// <summary>
/// Expressions that dashboards write again and again. Over time, rates of counters: a gauge holds the last minute, so a graph
/// with an hour between two points would show one minute of sixty. At one moment, gauges: they are that minute, exactly, and
/// cost a sample a series.
/// </summary>
internal static class PromQl
{
    /// <summary>A counter's increase per second.</summary>
    /// <param name="counter">Its name.</param>
    /// <param name="scope">Label matchers, with braces.</param>
    /// <param name="by">Labels that are kept, separated by commas; empty for none.</param>
    /// <param name="ago">How long before the time asked for, such as <c>1h</c>; empty for that time.</param>
    public static string Rate(string counter, string scope, string by = "", string ago = "") =>
        $"{Sum(by)}(rate({counter}{scope}[$__rate_interval]{(ago.Length == 0 ? "" : $" offset {ago}")}))";

    /// <summary>The sum of a gauge that counts the last minute.</summary>
    public static string LastMinute(string gauge, string scope, string by = "", string ago = "") =>
        $"{Sum(by)}({gauge}{scope}{(ago.Length == 0 ? "" : $" offset {ago}")})";

    /// <summary>The same per second.</summary>
    public static string PerSecond(string gauge, string scope, string by = "", string ago = "") =>
        $"{LastMinute(gauge, scope, by, ago)} / 60";

    /// <summary>A part of a whole, where there is any.</summary>
    public static string Share(string part, string whole) => $"{part}\n/ ({whole} > 0)";

    /// <summary>A mean or ratio, weighted by what it is a mean of, so that a quiet region does not count as much as a busy one.</summary>
    public static string Weighted(string gauge, string weight, string scope, string by = "") =>
        Share($"{Sum(by)}({gauge}{scope} * {weight}{scope})", $"{Sum(by)}({weight}{scope} and {gauge}{scope})");

    /// <summary>The quantile of a classic histogram.</summary>
    public static string Quantile(string quantile, string buckets, string scope, string by = "") =>
        $"histogram_quantile({quantile}, {Rate(buckets, scope, by.Length == 0 ? "le" : $"{by}, le")})";

    /// <summary>The greatest ones.</summary>
    public static string Top(int count, string expression) => $"topk({count}, {expression})";

    private static string Sum(string by) => by.Length == 0 ? "sum" : $"sum by ({by}) ";
}
