using System.ComponentModel.DataAnnotations;

namespace Aggregator.Regional.Options;

/// <summary>What the generator makes: the same options and seed make the same logs.</summary>
public sealed record GenerateOptions
{
    /// <summary>Logs a second of event time.</summary>
    [Range(0.001, 10_000_000)]
    public double Rate { get; init; } = 1000;

    /// <summary>Logs in all; 0 means no end.</summary>
    [Range(0, long.MaxValue)]
    public long Count { get; init; }

    /// <summary>Seed of the pseudo-random numbers.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Tenants that call.</summary>
    [Range(1, 100_000_000)]
    public int Tenants { get; init; } = 2000;

    /// <summary>Products that are called.</summary>
    [Range(1, 10_000)]
    public int Products { get; init; } = 20;

    /// <summary>APIs (product, API, version) that are called.</summary>
    [Range(1, 1_000_000)]
    public int Apis { get; init; } = 200;

    /// <summary>Gateway nodes that write the logs.</summary>
    [Range(1, 100_000)]
    public int Nodes { get; init; } = 20;

    /// <summary>Regions that the calls are about; the source region alone when empty.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Time from one error burst to the next; 0 means none.</summary>
    public TimeSpan BurstEvery { get; init; } = TimeSpan.Zero;

    /// <summary>How long a burst of 5xx of one product lasts.</summary>
    public TimeSpan BurstFor { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Share of logs that are late by up to this much disorder.</summary>
    [Range(0.0, 1.0)]
    public double Disorder { get; init; } = 0.2;

    /// <summary>Share of logs that a filter or the parser must reject (no Api, cut off).</summary>
    [Range(0.0, 1.0)]
    public double Damaged { get; init; } = 0.001;
}
