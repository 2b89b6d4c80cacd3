using Aggregator.Central.Expose;
using Aggregator.Core.Wire;

namespace Aggregator.Replay;

/// <summary>What came of a replay.</summary>
/// <param name="Merged">Everything as one flush: a row a group, sorted.</param>
/// <param name="Snapshot">The final exposition and the ledger.</param>
/// <param name="LateLogs">Logs that came after their window was closed, in the order of the files; counted all the same.</param>
/// <param name="Flushes">Flushes that were merged.</param>
public sealed record ReplayResult(Flush Merged, ExpositionSnapshot Snapshot, long LateLogs, long Flushes);
