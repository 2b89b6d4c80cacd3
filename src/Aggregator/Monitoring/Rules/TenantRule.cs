using System.Text.RegularExpressions;
using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Rules;

/// <summary>The alert on key tenants that are rate limited.</summary>
internal static class TenantRule
{
    // Tenants call many products: the gateway's own team is told.
    private const string Team = "gateway";

    public static AlertRule Of(ServiceThresholds thresholds, double limitedShare)
    {
        var levels = $"{{gc_level=~{PromQlText.Quoted(string.Join('|', thresholds.KeyLevels.Select(Regex.Escape)))}}}";
        return new AlertRule("KeyTenantThrottled",
            $"""
            max by (uid, gc_level) ({NamespaceMetrics.Tenant.LimitedRate}{levels})
            > {PromQlText.Number(limitedShare)}
            and on (uid, gc_level)
            sum by (uid, gc_level) (increase({NamespaceMetrics.Tenant.RequestsTotal}{levels}[2m])) >= {PromQlText.Number(thresholds.ApiMinRate * 120)}
            """)
        {
            For = "3m",
            KeepFiringFor = "2m",
            Severity = Severity.Warning,
            Team = Team,
            Summary = "key tenant {{ $labels.uid }} ({{ $labels.gc_level }}): {{ $value | humanizePercentage }} of requests are rate limited",
            Description = "{{ $value | humanizePercentage }} of the requests of tenant {{ $labels.uid }} in the last minute were rate limited.",
            Dashboard = AlertPanels.OfTenant("limited-share"),
        };
    }
}
