using System.ComponentModel.DataAnnotations;

namespace Aggregator.Regional.Options;

/// <summary>What the generator makes: the same options and seed make the same logs.</summary>
public sealed record GenerateOptions
{
    /// <summary>Logs a second of event time, evenly spread. 1,000 a second keeps a laptop idle.</summary>
    [Range(0.001, 10_000_000)]
    public double Rate { get; init; } = 1000;

    /// <summary>Logs in all; 0 means no end.</summary>
    [Range(0, long.MaxValue)]
    public long Count { get; init; }

    /// <summary>Seed of the pseudo-random numbers; the tenants, products and APIs depend on it and on how many there are.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Tenants that call; the tenant of rank r calls about 1 / r times as often as the first.</summary>
    [Range(1, 100_000_000)]
    public int Tenants { get; init; } = 2000;

    /// <summary>Products that are called; some 10 times as often as others.</summary>
    [Range(1, 10_000)]
    public int Products { get; init; } = 20;

    /// <summary>APIs (product, API, version) that are called, spread over the products; at least one of each.</summary>
    [Range(1, 1_000_000)]
    public int Apis { get; init; } = 200;

    /// <summary>Gateway nodes that write the logs, in each region where they stand.</summary>
    [Range(1, 100_000)]
    public int Nodes { get; init; } = 20;

    /// <summary>Regions that the calls are about; the source region alone when empty.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Time from the end of one error burst to the end of the next; 0 s means none.</summary>
    public TimeSpan BurstEvery { get; init; } = TimeSpan.Zero;

    /// <summary>How long a burst lasts, in which many of one product's answers are 5xx. 40 s is seen by an alert over a minute.</summary>
    public TimeSpan BurstFor { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The product that fails in every burst; in each burst another of the five that are called most when null.</summary>
    public string? BurstProduct { get; init; }

    /// <summary>Share of the product's answers that are 5xx in a burst, besides the usual ones. 0.4 is an incident, not an outage.</summary>
    [Range(0.0, 1.0)]
    public double BurstShare { get; init; } = 0.4;

    /// <summary>Share of logs whose event time is up to 4 s before their turn, as shippers deliver them.</summary>
    [Range(0.0, 1.0)]
    public double Disorder { get; init; } = 0.2;

    /// <summary>Share of logs that are no good: half have no Api, half are cut off in the middle.</summary>
    [Range(0.0, 1.0)]
    public double Damaged { get; init; } = 0.001;
}
