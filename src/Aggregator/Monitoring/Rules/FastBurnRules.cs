using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Rules;

/// <summary>
/// The page of a product that fails, less than a minute after its first bad log; docs/ARCHITECTURE.md, Alerting, has the sums.
/// It counts scrapes, 10 s apart: flushing spreads one bad slot over three scrapes at most, so a fourth one is no blip.
/// </summary>
internal sealed class FastBurnRules(ServiceScope scope, ServiceThresholds thresholds, double pageErrorRate)
{
    private const string Requests = "gw_http_req:count1m";
    private const string Failures = "gw_http_5xx:count1m";
    private const string Ratio = "gw_http_5xx:ratio10s";

    // A bad slot is a sixth of a minute of even traffic, and this much only when it has 2.1 times the traffic of the others.
    private const double OutageShare = 0.3;

    // Below this many, a few single failures could make four bad scrapes.
    private const int LeastFailures = 10;

    private readonly string _requests = scope.Recorded(Requests) + scope.Selector;
    private readonly string _failures = scope.Recorded(Failures) + scope.Selector;
    private readonly string _ratio = scope.Recorded(Ratio) + scope.Selector;

    /// <summary>The group. Evaluated twice a scrape, which is cheaper than to scrape more often.</summary>
    public RuleGroup Group => new(scope.Group("fast"), "5s",
    [
        Minute(Requests, NamespaceMetrics.Product.RequestsTotal) with
        {
            Comment = "All and failed requests of the last minute, from counters: they advance with every merge, before slots close.\n70 s hold the seven scrapes that a minute lies between.",
        },
        Minute(Failures, NamespaceMetrics.Product.Http5xxTotal),
        new RecordingRule(scope.Recorded(Ratio),
            $"""
            {BetweenScrapes(NamespaceMetrics.Product.Http5xxTotal)}
            / ({BetweenScrapes(NamespaceMetrics.Product.RequestsTotal)} > 0)
            """)
        {
            Comment = "Share of failures between two scrapes. A scrape is taken 2 s after it began, so that none is seen half the time.",
        },
        Alert,
    ]);

    private AlertRule Alert => new("ErrorRateFastBurn",
        $"""
        {_failures} / ({_requests} >= {PromQlText.Number(thresholds.MinRate * 60)})
        and on (product) {_failures} >= {LeastFailures}
        and on (product) (
          ({Throughout("31s", 7)})
          or
          ({Throughout("21s", 5)} and {_failures} / {_requests} > {PromQlText.Number(OutageShare)})
        ){scope.Exclusion}
        """)
    {
        Comment = "Four bad scrapes in a row; three when much of the last minute failed. One bad slot spreads over three scrapes at most,\nand is a sixth of a minute.",
        KeepFiringFor = "1m",
        Severity = Severity.Critical,
        Team = scope.Team,
        Summary = "{{ $labels.product }}: {{ $value | humanizePercentage }} of requests fail",
        Description = "{{ $value | humanizePercentage }} of the requests of {{ $labels.product }} in the last minute were answered with 5xx, and it goes on.",
        Dashboard = AlertPanels.OfProduct("error-rate"),
    };

    private RecordingRule Minute(string name, string counter) =>
        new(scope.Recorded(name), $"60 * sum by (product) (rate({counter}{scope.Selector}[70s]))");

    private string BetweenScrapes(string counter) =>
        $"sum by (product) (({counter}{scope.Selector} offset 2s - {counter}{scope.Selector} offset 12s) >= 0)";

    // The count says that none of the evaluations, 5 s apart, is missing: a gap must not count as bad.
    private string Throughout(string range, int evaluations) =>
        $"min_over_time({_ratio}[{range}]) > {PromQlText.Number(pageErrorRate)} and count_over_time({_ratio}[{range}]) >= {evaluations}";
}
