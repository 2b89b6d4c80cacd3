using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Central;

/// <summary>
/// The centre's now: wall time, or, while only old files are read, the highest event time. It never goes back, and once
/// it is wall time it stays so.
/// </summary>
public sealed class CentralClock(bool eventTime)
{
    // As old as a partition may be and still be current by default: such a log is of use for an alert.
    private const long RecentMs = 60_000;

    /// <summary>True while now is the highest event time.</summary>
    public bool IsEventTime { get; private set; } = eventTime;

    /// <summary>Now, in ms since the Unix epoch.</summary>
    public long NowMs { get; private set; }

    /// <summary>How far wall time <paramref name="wallMs"/> is behind now, in ms: it was once set wrong, or is.</summary>
    public long AheadOf(long wallMs) => IsEventTime ? 0 : Math.Max(0, NowMs - wallMs);

    /// <summary>Takes up the clock of a saved state.</summary>
    public void Restore(bool eventTime, long nowMs) => (IsEventTime, NowMs) = (eventTime, nowMs);

    /// <summary>Now for merging <paramref name="flush"/> at wall time <paramref name="wallMs"/>.</summary>
    public long ForFlush(Flush flush, long wallMs)
    {
        if (IsEventTime && flush.Sources.Any(source => IsLive(source, flush.CreatedMs))) IsEventTime = false;
        var highestMs = flush.Sources.Select(source => source.HighestEventMs).DefaultIfEmpty(WatermarkTracker.None).Max();
        return NowMs = Math.Max(NowMs, IsEventTime ? highestMs : wallMs);
    }

    /// <summary>Now for a publication at wall time <paramref name="wallMs"/>.</summary>
    public long ForPublication(long wallMs) => NowMs = IsEventTime ? NowMs : Math.Max(NowMs, wallMs);

    private static bool IsLive(SourceProgress source, long createdMs) =>
        source.Logs > 0 && source.HighestEventMs >= createdMs - RecentMs
        && (source.States & (SourceStates.Historic | SourceStates.Ended)) == SourceStates.None;
}
