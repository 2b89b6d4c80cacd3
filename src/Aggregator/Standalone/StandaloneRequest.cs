namespace Aggregator.Standalone;

/// <summary>What the command line asks of a standalone, beyond the configuration.</summary>
/// <param name="Duration">Stops by itself after this long; null runs until a signal.</param>
public sealed record StandaloneRequest(TimeSpan? Duration);
