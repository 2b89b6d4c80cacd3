namespace Aggregator.Regional;

/// <summary>What the command line asks of a regional job, beyond the configuration.</summary>
/// <param name="Duration">Stops by itself after this long; null runs until a signal.</param>
public sealed record RegionalRequest(TimeSpan? Duration);
