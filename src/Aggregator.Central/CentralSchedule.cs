using Aggregator.Central.Options;

namespace Aggregator.Central;

/// <summary>Says when a publication and a snapshot of the state are due, in wall time.</summary>
public sealed class CentralSchedule(CentralOptions options)
{
    private long _publishedMs;
    private long _savedMs;

    /// <summary>True when a publication is due.</summary>
    public bool PublishIsDue(long nowMs) => IsDue(nowMs, _publishedMs, options.PublishInterval);

    /// <summary>True when the state is to be saved.</summary>
    public bool SaveIsDue(long nowMs) => IsDue(nowMs, _savedMs, options.SnapshotInterval);

    /// <summary>A publication was made.</summary>
    public void Published(long nowMs)
    {
        _publishedMs = nowMs;
        if (_savedMs == 0) _savedMs = nowMs;
    }

    /// <summary>The state was saved.</summary>
    public void Saved(long nowMs) => _savedMs = nowMs;

    // A clock that was set back must not stop publications.
    private static bool IsDue(long nowMs, long lastMs, TimeSpan interval) =>
        nowMs - lastMs >= (long)interval.TotalMilliseconds || nowMs < lastMs;
}
