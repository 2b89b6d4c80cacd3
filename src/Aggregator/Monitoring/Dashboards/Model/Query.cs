using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>A PromQL expression of a panel.</summary>
/// <param name="Expression">The expression; it may name variables of the dashboard and Grafana's own.</param>
/// <param name="Legend">Name of each series, with labels as <c>{{label}}</c>.</param>
internal sealed record Query(string Expression, string Legend = "")
{
    private static readonly string[] Slow =
        [NamespaceMetrics.Api.Prefix, NamespaceMetrics.ErrorCode.Prefix, NamespaceMetrics.Tenant.Prefix];

    /// <summary>
    /// The scrape interval of what it asks for: Grafana makes <c>$__rate_interval</c> at least four times that, so that a
    /// rate has the two samples that it needs. Namespaces with many series are scraped every 30 s, the others every 10 s.
    /// </summary>
    public string Interval => Slow.Any(prefix => Expression.Contains(prefix, StringComparison.Ordinal)) ? "30s" : "10s";
}
