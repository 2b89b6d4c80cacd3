namespace Aggregator.Monitoring.Rules;

/// <summary>
/// What a product does now against an hour ago. Only regions that were complete for 5 minutes at both times are compared, so
/// that neither missing figures nor another mix of regions looks like a change of the product's.
/// </summary>
internal sealed class HourAgoRules(ServiceScope scope, ServiceThresholds thresholds)
{
    // Below this share of failures nothing is doubled: a single one would do.
    private const double LeastRate = 0.001;

    // A minute, over 5 minutes: 10 failures.
    private const int LeastFailures = 2;

    private readonly string _requests = RecordingRules.Requests5m + scope.Selector;
    private readonly string _failures = RecordingRules.Http5xx5m + scope.Selector;
    private readonly string _leastRequests = PromQlText.Number(thresholds.MinRate * 60);

    /// <summary>More failures than an hour ago, as a share of the requests.</summary>
    public AlertRule ErrorRate(double rise) => new("ErrorRateAgainstHourAgo",
        $"""
        {Now(_failures)}
        / ({Now(_requests)} >= {_leastRequests})
        > on (product)
        {PromQlText.Number(rise)} * clamp_min(
          {HourAgo(_failures)}
          / ({HourAgo(_requests)} > 0),
          {PromQlText.Number(LeastRate)}
        )
        and on (product)
        {Now(_failures)} >= {LeastFailures}{scope.Exclusion}
        """)
    {
        Comment = "In the regions that are complete now and were an hour ago: another mix of regions is no other error rate.",
        For = "2m",
        KeepFiringFor = "2m",
        Severity = Severity.Warning,
        Team = scope.Team,
        Summary = $"{{{{ $labels.product }}}}: the error rate is over {PromQlText.Number(rise)} times that of an hour ago",
        Description = "{{ $value | humanizePercentage }} of the requests of the last 5 minutes were answered with 5xx, in the regions that are complete now and were an hour ago.",
        Dashboard = AlertPanels.OfProduct("error-rate"),
    };

    /// <summary>Fewer requests than an hour ago.</summary>
    public AlertRule TrafficDrop(double drop) => new("TrafficDrop",
        $"""
        {Now(_requests)}
        / ({HourAgo(_requests)} >= {_leastRequests})
        < {PromQlText.Number(1 - drop)}{scope.Exclusion}
        """)
    {
        For = "3m",
        KeepFiringFor = "2m",
        Severity = Severity.Warning,
        Team = scope.Team,
        Summary = "{{ $labels.product }}: traffic is {{ $value | humanizePercentage }} of that of an hour ago",
        Description = "Mean of 5 minutes, in the regions that are complete now and were an hour ago: what is missing was never sent, or never reached the gateway's logs.",
        Dashboard = AlertPanels.OfProduct("requests-compared"),
    };

    // The region decides, not the series: a product that moved has none where it was not, and that is 0.
    private static string Now(string series) => $"sum by (product) ({series} and on (region_id) {RecordingRules.IsComplete5m} offset 1h)";

    private static string HourAgo(string series) => $"sum by (product) ({series} offset 1h and on (region_id) {RecordingRules.IsComplete5m})";
}
