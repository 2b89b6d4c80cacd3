using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Rules;

/// <summary>
/// Alerts on single APIs, over the last minute. There may be 250,000: those in question are picked out first, and only
/// their labels are dropped.
/// </summary>
internal sealed class ApiRules(ServiceScope scope, ServiceThresholds thresholds)
{
    // The priority comes with the alert: routes can tell P0 from the rest.
    private const string Labels = "product, api, version, priority";
    private const string Name = "{{ $labels.product }}/{{ $labels.api }} {{ $labels.version }}";

    private readonly string _leastRequests = PromQlText.Number(thresholds.ApiMinRate * 60);

    /// <summary>Requests over the threshold of slow ones, which is set where logs are read (<c>measures.slow</c>).</summary>
    public AlertRule Slow(double share) => new("SlowApi",
        $"""
        max by ({Labels}) (
          ({NamespaceMetrics.Api.Slow}{scope.Selector} > {PromQlText.Number(share * thresholds.ApiMinRate * 60)})
          / ({NamespaceMetrics.Api.Requests}{scope.Selector} >= {_leastRequests})
          > {PromQlText.Number(share)}
        ){scope.Exclusion}
        """)
    {
        For = "3m",
        KeepFiringFor = "2m",
        Severity = Severity.Warning,
        Team = scope.Team,
        Summary = Name + ": {{ $value | humanizePercentage }} of requests are slow",
        Description = "{{ $value | humanizePercentage }} of the requests of the last minute took longer than measures.slow (1 s by default).",
        Dashboard = AlertPanels.OfApi("slow-share"),
    };

    /// <summary>Answers 503.</summary>
    public AlertRule Unavailable(double share) => new("Http503Surge",
        $"""
        max by ({Labels}) (
          {NamespaceMetrics.Api.Http503Rate}{scope.Selector} > {PromQlText.Number(share)}
          and {NamespaceMetrics.Api.Requests}{scope.Selector} >= {_leastRequests}
        ){scope.Exclusion}
        """)
    {
        // A blip of 10 s touches two slots and is in the gauge for 70 s: in three evaluations, not in four.
        For = "90s",
        KeepFiringFor = "2m",
        Severity = Severity.Critical,
        Team = scope.Team,
        Summary = Name + ": {{ $value | humanizePercentage }} of requests are answered with 503",
        Description = "{{ $value | humanizePercentage }} of the requests of the last minute were answered with 503: no healthy backend, or overload.",
        Dashboard = AlertPanels.OfApi("503-rate"),
    };
}
