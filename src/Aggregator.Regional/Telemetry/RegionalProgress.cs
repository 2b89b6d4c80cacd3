using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Telemetry;

/// <summary>
/// Progress of one regional pipeline. The pipeline's thread writes once a flush; any thread reads the last
/// <see cref="Current"/>, which is immutable.
/// </summary>
public sealed class RegionalProgress(string region)
{
    private volatile RegionalProgressSnapshot _current = new(region, 0, 0, 0, 0, 0, 0, 0, WatermarkTracker.None, 0, new Dictionary<(Outcome, string), long>());

    /// <summary>Progress as of the last flush.</summary>
    public RegionalProgressSnapshot Current => _current;

    internal void Flushed(Flush flush, RegionalEngine engine)
    {
        var outcomes = new Dictionary<(Outcome, string), long>(_current.Outcomes);
        foreach (var (outcome, detail, count) in flush.Outcomes)
        {
            outcomes[(outcome, detail)] = outcomes.GetValueOrDefault((outcome, detail)) + count;
        }
        _current = new RegionalProgressSnapshot(
            region, _current.Logs + flush.Sources.Sum(source => source.Logs), _current.LateLogs + engine.LateLogs,
            _current.InvalidLatencies + engine.InvalidLatencies,
            _current.Holes + flush.Sources.Sum(source => source.Holes), _current.LostPositions + flush.Sources.Sum(source => source.Lost),
            _current.Flushes + 1, _current.Rows + flush.Rows.Count, LeastWatermark(flush), flush.CreatedMs, outcomes);
    }

    private static long LeastWatermark(Flush flush) => flush.Sources
        .Where(source => !source.States.HasFlag(SourceStates.Ended))
        .Select(source => source.WatermarkMs)
        .DefaultIfEmpty(WatermarkTracker.None)
        .Min();
}

/// <summary>Totals since the start of the process.</summary>
/// <param name="Region">Source region.</param>
/// <param name="Logs">Logs read.</param>
/// <param name="LateLogs">Of these, logs whose window was already closed.</param>
/// <param name="InvalidLatencies">Of these, logs aggregated without their latency because it was none.</param>
/// <param name="Holes">Positions that never were logs.</param>
/// <param name="LostPositions">Positions that could not be read any more.</param>
/// <param name="Flushes">Flushes made.</param>
/// <param name="Rows">Rows sent.</param>
/// <param name="WatermarkMs">Least watermark of the live partitions.</param>
/// <param name="LastFlushMs">Wall time of the last flush; 0 before the first.</param>
/// <param name="Outcomes">Logs by outcome and detail.</param>
public sealed record RegionalProgressSnapshot(
    string Region, long Logs, long LateLogs, long InvalidLatencies, long Holes, long LostPositions, long Flushes, long Rows, long WatermarkMs,
    long LastFlushMs, IReadOnlyDictionary<(Outcome Outcome, string Detail), long> Outcomes);
