namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// Keeps lookups away from a database that failed. It opens at a failure, for 1 s; then one trial is made, whose failure opens
/// it for twice as long, up to 30 s, and whose success closes it. The lookup thread drives it; any thread reads it.
/// </summary>
internal sealed class LookupCircuit(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private volatile CircuitState _state;
    private TimeSpan _nextPause = FirstPause;
    private long _trialAt;

    public CircuitState State => _state;

    /// <summary>Whether the database may be called now; if the circuit is not closed, for a trial.</summary>
    public bool LetsThrough => _state != CircuitState.Open || time.GetTimestamp() >= Volatile.Read(ref _trialAt);

    /// <summary>A lookup begins; true when it is a trial.</summary>
    public bool BeginTrial()
    {
        if (_state == CircuitState.Closed) return false;
        _state = CircuitState.Trial;
        return true;
    }

    /// <summary>A lookup failed; true when the circuit was closed until now.</summary>
    public bool Open()
    {
        var wasClosed = _state == CircuitState.Closed;
        Volatile.Write(ref _trialAt, time.GetTimestamp() + (long)(_nextPause.TotalSeconds * time.TimestampFrequency));
        _state = CircuitState.Open;
        _nextPause = _nextPause * 2 < LongestPause ? _nextPause * 2 : LongestPause;
        return wasClosed;
    }

    /// <summary>A lookup succeeded; true when the circuit was not closed until now.</summary>
    public bool Close()
    {
        var wasClosed = _state == CircuitState.Closed;
        _state = CircuitState.Closed;
        _nextPause = FirstPause;
        return !wasClosed;
    }
}
