using Aggregator.Central.Topics;

namespace Aggregator.Central;

/// <summary>What the command line asks of a central job, beyond the configuration.</summary>
/// <param name="Duration">Stops by itself after this long; null runs until a signal.</param>
/// <param name="Skips">Batches to go on behind when they cannot be read.</param>
public sealed record CentralRequest(TimeSpan? Duration, IReadOnlyList<BatchAddress> Skips);
