namespace Aggregator.Monitoring.Rules;

/// <summary>The files of rules that are made from definitions and thresholds.</summary>
internal static class RuleCatalogue
{
    private const string RecordingComment =
        """
        What the alerts against an hour ago compare: traffic of regions that are complete.
        Written by `aggregator rules --recording`.
        """;

    private const string ServiceComment =
        """
        Alerts on the products' traffic, for every product without a file of its own. Needs recording.yml.
        Written by `aggregator rules`, which takes other thresholds: `aggregator rules --help`.
        """;

    /// <summary><c>rules/recording.yml</c>: what the alerts of every other file need.</summary>
    public static RuleFile Recording { get; } = new(RecordingComment, [RecordingRules.Group]);

    /// <summary><c>rules/service.yml</c>: alerts on all products without a file of their own, and on tenants.</summary>
    public static RuleFile Service(ServiceThresholds thresholds) =>
        new(ServiceComment, [.. Groups(ServiceScope.Others, thresholds, Tenants(thresholds))]);

    /// <summary>A product's own file, which takes the place of the shipped alerts on it.</summary>
    public static RuleFile OfProduct(string product, string team, ServiceThresholds thresholds)
    {
        var scope = ServiceScope.Of(product, team);
        var comment = $"""
            Alerts on {product}, in place of the shipped ones. Put it into teams/ beside prometheus.yml, which needs rules/recording.yml too.
            Written by `aggregator rules --product …`.
            """;
        return new RuleFile(comment, [Info(scope, product), .. Groups(scope, thresholds, [])]);
    }

    private static RuleGroup Info(ServiceScope scope, string product) => new(scope.Group("info"), "10s",
    [
        new RecordingRule(ServiceScope.HasOwnRules, "vector(1)")
        {
            Comment = "While this is there, the shipped alerts leave the product out.",
            Labels = [("product", product)],
        },
    ]);

    private static IEnumerable<RuleGroup> Groups(ServiceScope scope, ServiceThresholds thresholds, IEnumerable<AlertRule> more)
    {
        if (thresholds.PageErrorRate is { } page) yield return new FastBurnRules(scope, thresholds, page).Group;
        if (thresholds.ErrorRate is { } errors)
            yield return new RuleGroup(scope.Group("errors"), "10s", [ErrorRateRule.Of(scope, thresholds, errors)]);
        AlertRule[] hourAgo = [.. HourAgo(scope, thresholds)];
        if (hourAgo.Length > 0) yield return new RuleGroup(scope.Group("hour-ago"), "30s", hourAgo);
        AlertRule[] details = [.. Apis(scope, thresholds), .. more];
        if (details.Length > 0) yield return new RuleGroup(scope.Group("details"), "30s", details);
    }

    private static IEnumerable<AlertRule> HourAgo(ServiceScope scope, ServiceThresholds thresholds)
    {
        var hourAgo = new HourAgoRules(scope, thresholds);
        if (thresholds.ErrorRise is { } rise) yield return hourAgo.ErrorRate(rise);
        if (thresholds.TrafficDrop is { } drop) yield return hourAgo.TrafficDrop(drop);
    }

    private static IEnumerable<AlertRule> Apis(ServiceScope scope, ServiceThresholds thresholds)
    {
        var api = new ApiRules(scope, thresholds);
        if (thresholds.SlowShare is { } slow) yield return api.Slow(slow);
        if (thresholds.UnavailableShare is { } unavailable) yield return api.Unavailable(unavailable);
    }

    private static IEnumerable<AlertRule> Tenants(ServiceThresholds thresholds)
    {
        if (thresholds.LimitedShare is { } limited) yield return TenantRule.Of(thresholds, limited);
    }
}
