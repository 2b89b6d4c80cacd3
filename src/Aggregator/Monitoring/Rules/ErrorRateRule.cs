using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Rules;

/// <summary>The warning about a product's share of failures: of closed slots, so exact, over the last minute.</summary>
internal static class ErrorRateRule
{
    // In the minute. One failure of 90 requests is over 1 %, and the next one may come within a minute, too.
    private const int LeastFailures = 3;

    public static AlertRule Of(ServiceScope scope, ServiceThresholds thresholds, double errorRate) => new("HighErrorRate",
        $"""
        sum by (product) ({NamespaceMetrics.Product.Http5xx}{scope.Selector})
        / (sum by (product) ({NamespaceMetrics.Product.Requests}{scope.Selector}) >= {PromQlText.Number(thresholds.MinRate * 60)})
        > {PromQlText.Number(errorRate)}
        and on (product) sum by (product) ({NamespaceMetrics.Product.Http5xx}{scope.Selector}) >= {LeastFailures}{scope.Exclusion}
        """)
    {
        For = "2m",
        KeepFiringFor = "1m",
        Severity = Severity.Warning,
        Team = scope.Team,
        Summary = "{{ $labels.product }} error rate is too high",
        Description = "Current error rate: {{ $value | humanizePercentage }}.",
        Dashboard = AlertPanels.OfProduct("error-rate"),
    };
}
