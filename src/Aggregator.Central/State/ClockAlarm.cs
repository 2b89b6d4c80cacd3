using System.Globalization;
using Aggregator.Central.Merge;

namespace Aggregator.Central.State;

/// <summary>
/// Says, once a minute at most, that wall time is far behind the centre's now, which never goes back: after a clock that
/// was years ahead, even for a moment, nothing is current until that date.
/// </summary>
internal sealed class ClockAlarm(CentralClock clock, string stateFolder)
{
    private const long RepeatAfterMs = 60_000;
    private long _saidMs = long.MinValue;

    /// <summary>The event to report at this wall time, or null.</summary>
    /// <param name="wallMs">Wall time.</param>
    /// <param name="toleratedMs">A smaller step back is no matter.</param>
    public CentralEvent? Check(long wallMs, long toleratedMs)
    {
        var aheadMs = clock.AheadOf(wallMs);
        if (aheadMs <= toleratedMs || (_saidMs <= wallMs && wallMs < unchecked(_saidMs + RepeatAfterMs))) return null;
        _saidMs = wallMs;
        var (wall, now) = (Text(wallMs), Text(clock.NowMs));
        return new CentralEvent(CentralEventKind.ClockWentBack, "", "clock", aheadMs,
            $"the machine's clock says {wall}, but said {now} before: until then gauges end, logs are late and new counters stay at 0; "
            + $"if it is wrong now, set it right; if it was wrong then, stop the job, move {stateFolder} away and start again (counters restart at 0)");
    }

    private static string Text(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
