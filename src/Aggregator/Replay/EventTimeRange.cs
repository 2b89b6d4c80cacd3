using Aggregator.Core.Aggregation;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Replay;

/// <summary>The event times <c>[FromMs, ToMs)</c> that a replay is about, on borders of windows. What else was read is not mixed in.</summary>
/// <param name="FromMs">First, in ms since the Unix epoch.</param>
/// <param name="ToMs">After the last.</param>
public sealed record EventTimeRange(long FromMs, long ToMs)
{
    /// <summary>The rule under which other logs are counted: filtered.</summary>
    public const string Outside = "outside_range";

    /// <summary>The flush without rows of other times, whose logs become filtered ones, and with clocks that end with the range.</summary>
    public Flush Keep(Flush flush)
    {
        var rows = new RowSet([.. flush.Rows.Blocks.Select(Keep)]);
        var outside = LogsOf(flush.Rows) - LogsOf(rows);
        return flush with
        {
            Rows = rows,
            Sources = [.. flush.Sources.Select(Cap)],
            Outcomes = outside == 0 ? flush.Outcomes : [.. flush.Outcomes.Select(count => Without(count, outside)), new OutcomeCount(Outcome.Filtered, Outside, outside)],
        };
    }

    private RowBlock Keep(RowBlock block)
    {
        var windows = block.WindowStartMs;
        int[] inside = [.. Enumerable.Range(0, block.Count).Where(row => windows[row] >= FromMs && windows[row] < ToMs)];
        return inside.Length == block.Count ? block : block.Pick(inside);
    }

    private static long LogsOf(RowSet rows) => rows.Blocks.Sum(block => block.Measures.Count.Sum());

    private static OutcomeCount Without(OutcomeCount count, long outside) =>
        count.Outcome == Outcome.Aggregated ? count with { Count = count.Count - outside } : count;

    // The last minute that gauges show is the range's, not that of a log from after it.
    private SourceProgress Cap(SourceProgress source) => source.HighestEventMs == WatermarkTracker.None
        ? source
        : source with { HighestEventMs = Math.Min(source.HighestEventMs, ToMs - 1), WatermarkMs = Math.Min(source.WatermarkMs, ToMs) };
}
