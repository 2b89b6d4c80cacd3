using Aggregator.Core.Windowing;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Windowing;

/// <summary>
/// Says when a flush is due: after <see cref="WindowOptions.FlushInterval"/>, when the job's watermark has passed a
/// window's end, and early when <see cref="WindowOptions.MaxGroups"/> groups are held.
/// </summary>
public sealed class FlushSchedule(WindowOptions options)
{
    // A backlog passes a window's end every few milliseconds; closing each at once would send many tiny batches.
    private const long ShortestMs = 1000;

    private readonly TumblingWindow _window = new((long)options.Size.TotalMilliseconds);
    private readonly long _intervalMs = (long)options.FlushInterval.TotalMilliseconds;
    private long _lastFlushMs = long.MinValue;
    private long _lastWindowStartMs = long.MinValue;

    /// <summary>True when a flush is due at wall time <paramref name="nowMs"/>.</summary>
    /// <param name="nowMs">Wall time.</param>
    /// <param name="groups">Groups held.</param>
    /// <param name="watermarkMs">Least watermark of the live partitions, or <see cref="WatermarkTracker.None"/>.</param>
    public bool IsDue(long nowMs, int groups, long watermarkMs)
    {
        if (_lastFlushMs == long.MinValue) _lastFlushMs = nowMs;
        if (groups >= options.MaxGroups) return true;
        var sinceMs = nowMs - _lastFlushMs;
        if (sinceMs >= _intervalMs || sinceMs < 0) return true;
        return sinceMs >= Math.Min(ShortestMs, _intervalMs)
            && watermarkMs != WatermarkTracker.None
            && _window.StartOf(watermarkMs) > _lastWindowStartMs
            && groups > 0;
    }

    /// <summary>A flush was made.</summary>
    public void Flushed(long nowMs, long watermarkMs)
    {
        _lastFlushMs = nowMs;
        if (watermarkMs != WatermarkTracker.None) _lastWindowStartMs = _window.StartOf(watermarkMs);
    }
}
