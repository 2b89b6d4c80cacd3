namespace Aggregator.Monitoring.Dashboards;

/// <summary>Which of the shipped alerts fire: a Prometheus may have others.</summary>
internal static class FiringAlerts
{
    private const string Service =
        "ErrorRateFastBurn|HighErrorRate|ErrorRateAgainstHourAgo|SlowApi|Http503Surge|KeyTenantThrottled|TrafficDrop";

    private const string Pipeline = "Aggregator.+";

    /// <summary>All of them; matchers, such as <c>product=~"$product"</c>, choose among them.</summary>
    public static string All(string matchers = "") => Of($"{Service}|{Pipeline}", matchers);

    /// <summary>About what goes through the gateway.</summary>
    public static string OfService(string matchers = "") => Of(Service, matchers);

    /// <summary>About one thing of the gateway.</summary>
    public static string Named(string name, string matchers = "") => Of(name, matchers);

    /// <summary>About the jobs.</summary>
    public static string OfPipeline(string matchers = "") => Of(Pipeline, matchers);

    private static string Of(string names, string matchers) =>
        $"ALERTS{{alertstate=\"firing\",alertname=~\"{names}\"{(matchers.Length == 0 ? "" : "," + matchers)}}}";
}
