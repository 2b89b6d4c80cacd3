using Aggregator.Central.Merge;

namespace Aggregator.Central;

/// <summary>What surrounds the central pipeline.</summary>
/// <param name="Time">Wall time.</param>
/// <param name="Events">Where notable events are reported.</param>
public sealed record CentralContext(TimeProvider Time, EventReporter Events);
