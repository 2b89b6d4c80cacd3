namespace Aggregator.Regional;

/// <summary>How long to wait before the next session: twice as long each time, with jitter, so that workers do not come at once.</summary>
public sealed class Backoff(Random random)
{
    /// <summary>The longest first wait.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    /// <summary>No wait is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A session that lived this long was a success: the waits begin anew.</summary>
    public static readonly TimeSpan Success = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;

    /// <summary>The wait after a session that lived for <paramref name="lived"/>: between half of the longest and all of it.</summary>
    public TimeSpan Next(TimeSpan lived)
    {
        if (lived >= Success) _next = First;
        var wait = _next * (0.5 + random.NextDouble() / 2);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return wait;
    }
}
