using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>
/// Everything gathered since the flush before: rows (in the order of <see cref="Row.Compare"/>, one for a group and
/// level), what was read, and what became of it. A flush without rows is a heartbeat.
/// </summary>
/// <param name="Id">Which flush.</param>
/// <param name="WindowSizeMs">Size of the rows' windows.</param>
/// <param name="SlowMs">Latency in ms above which a log counts as slow.</param>
/// <param name="CreatedMs">Wall time of the flush, in ms since the Unix epoch.</param>
/// <param name="Rows">The partials.</param>
/// <param name="Sources">Progress of every assigned partition, also of those without news.</param>
/// <param name="Outcomes">Logs by outcome; they sum to the logs of <paramref name="Sources"/>.</param>
public sealed record Flush(
    FlushId Id, long WindowSizeMs, long SlowMs, long CreatedMs,
    RowSet Rows, IReadOnlyList<SourceProgress> Sources, IReadOnlyList<OutcomeCount> Outcomes);

/// <summary>Names a flush. An exact repeat of (worker, epoch, sequence) is the same flush again.</summary>
/// <param name="Region">Source region: where the regional job runs.</param>
/// <param name="Worker">Stable name of the worker.</param>
/// <param name="Epoch">The worker's incarnation; grows with every start.</param>
/// <param name="Sequence">Number of the flush in its epoch, from 0.</param>
public readonly record struct FlushId(string Region, string Worker, long Epoch, long Sequence);
