namespace Aggregator.Core.Windowing;

/// <summary>
/// The watermark of one source partition: highest event time − out-of-orderness bound; it never goes back. While the
/// partition is idle (read to its end, and confirmed there), it advances with the time that passes.
/// </summary>
public sealed class WatermarkTracker(long outOfOrdernessMs)
{
    // A partition whose newest log is older than this when its end is first confirmed was a backlog.
    private const long BacklogAgeMs = 60_000;

    private long _endSinceMs = None;
    private long _watermarkAtEnd;
    private long _restoredAsOfMs = None;

    /// <summary>No log was seen yet, so nothing is known.</summary>
    public const long None = long.MinValue;

    /// <summary>No older log is expected; <see cref="None"/> before the first log.</summary>
    public long WatermarkMs { get; private set; } = None;

    /// <summary>The highest event time seen; <see cref="None"/> before the first log.</summary>
    public long HighestEventMs { get; private set; } = None;

    /// <summary>True while the watermark follows the time that passes, because the partition is at its end.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>Takes a log's event time. The partition is not idle any more.</summary>
    public void Observe(long eventTimeMs)
    {
        IsIdle = false;
        _endSinceMs = _restoredAsOfMs = None;
        if (eventTimeMs <= HighestEventMs) return;
        HighestEventMs = eventTimeMs;
        WatermarkMs = Math.Max(WatermarkMs, eventTimeMs - outOfOrdernessMs);
    }

    /// <summary>
    /// The partition was confirmed to be at its end: its watermark advances by the time elapsed since the first such call
    /// after the newest log. Without any log yet, it starts at now − bound.
    /// </summary>
    /// <param name="nowMs">Wall time; used only where there is no log of this run to start from.</param>
    /// <param name="clockMs">Measures the time elapsed: a clock from any origin that nobody sets.</param>
    public void ObserveEnd(long nowMs, long clockMs)
    {
        IsIdle = true;
        if (_endSinceMs == None) (_endSinceMs, _watermarkAtEnd) = (clockMs, FirstAtEnd(nowMs));
        WatermarkMs = Math.Max(WatermarkMs, _watermarkAtEnd + Math.Max(0, clockMs - _endSinceMs));
    }

    /// <summary>
    /// Call it before <see cref="ObserveEnd"/> where the end of a partition is known for certain. If its newest log is more
    /// than 60 s old at the first confirmation, a backlog was read: nothing older is left, and nothing would ever make up for
    /// the lag, so the watermark goes to now − bound.
    /// </summary>
    public void ObserveEndOfBacklog(long nowMs)
    {
        if (_endSinceMs != None || HighestEventMs == None || nowMs - HighestEventMs <= BacklogAgeMs) return;
        WatermarkMs = Math.Max(WatermarkMs, nowMs - outOfOrdernessMs);
    }

    /// <summary>
    /// The end is no longer confirmed: the watermark stands still. A later confirmation without a log in between shows
    /// that nothing came meanwhile, so it makes up for the time; otherwise every lost end would leave a lasting lag.
    /// </summary>
    public void LoseEnd() => IsIdle = false;

    /// <summary>
    /// Takes up a watermark from before a restart, of the wall time <paramref name="asOfMs"/>. An end that is confirmed
    /// before any log comes shows that nothing came since then either: the time that the job was down is made up for.
    /// </summary>
    public void Restore(long watermarkMs, long highestEventMs, long asOfMs = None)
    {
        WatermarkMs = Math.Max(WatermarkMs, watermarkMs);
        HighestEventMs = Math.Max(HighestEventMs, highestEventMs);
        if (WatermarkMs != None) _restoredAsOfMs = asOfMs;
    }

    private long FirstAtEnd(long nowMs)
    {
        if (WatermarkMs == None) return nowMs - outOfOrdernessMs;
        return _restoredAsOfMs == None ? WatermarkMs : WatermarkMs + Math.Max(0, nowMs - _restoredAsOfMs);
    }
}
