namespace Aggregator.Commands;

/// <summary>Where the result of a replay goes; null where it does not.</summary>
/// <param name="Partials">File of the rows.</param>
/// <param name="Metrics">File of the exposition.</param>
/// <param name="Topic">Compact topic.</param>
internal sealed record ReplayTargets(string? Partials, string? Metrics, string? Topic);
