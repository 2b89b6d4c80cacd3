namespace Aggregator.Monitoring.Rules;

/// <summary>
/// When the alerts on products fire. Shares are 0 to 1; null leaves an alert out. The defaults are those of the shipped rules.
/// </summary>
internal sealed record ServiceThresholds
{
    /// <summary>The shipped ones.</summary>
    public static ServiceThresholds Default { get; } = new();

    /// <summary>Share of failures that pages when it lasts for four scrapes. Five times what warns: a page must be worth waking up for.</summary>
    public double? PageErrorRate { get; init; } = 0.05;

    /// <summary>Share of failures in the last minute that warns when it lasts for 2 minutes.</summary>
    public double? ErrorRate { get; init; } = 0.01;

    /// <summary>How many times the share of failures of an hour ago warns; above 1.</summary>
    public double? ErrorRise { get; init; } = 2;

    /// <summary>Share of an API's requests that are slow.</summary>
    public double? SlowShare { get; init; } = 0.2;

    /// <summary>Share of an API's requests that are answered with 503.</summary>
    public double? UnavailableShare { get; init; } = 0.05;

    /// <summary>Share of the traffic of an hour ago that is missing.</summary>
    public double? TrafficDrop { get; init; } = 0.5;

    /// <summary>Share of a key tenant's requests that are rate limited. Tenants belong to no product: not in a product's own file.</summary>
    public double? LimitedShare { get; init; } = 0.1;

    /// <summary>Levels of key tenants.</summary>
    public IReadOnlyList<string> KeyLevels { get; init; } = ["GC6", "GC7"];

    /// <summary>Requests per second of a product below which its shares say nothing.</summary>
    public double MinRate { get; init; } = 1;

    /// <summary>The same of an API or a tenant.</summary>
    public double ApiMinRate { get; init; } = 0.5;

    /// <summary>What contradicts itself, each as a sentence with the remedy.</summary>
    public IEnumerable<string> Problems()
    {
        if (PageErrorRate < ErrorRate)
            yield return "--page-error-rate: is below --error-rate, so a product would page before it warns; raise it, or lower --error-rate";
    }
}
