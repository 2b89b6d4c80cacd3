namespace Aggregator.Core.Wire;

/// <summary>What became of a log. Every log has exactly one outcome.</summary>
public enum Outcome : byte
{
    /// <summary>Counted in a row.</summary>
    Aggregated = 0,

    /// <summary>Dropped by a filter rule; the detail names the rule (<c>required</c> is the built-in one).</summary>
    Filtered = 1,

    /// <summary>Could not be read; the detail is the reason.</summary>
    Malformed = 2,

    /// <summary>Event time too far after the log's arrival.</summary>
    Future = 3,

    /// <summary>Event time too far before the log's arrival.</summary>
    TooOld = 4,
}

/// <summary>Logs with one outcome; <paramref name="Detail"/> is the rule or reason, or empty.</summary>
public readonly record struct OutcomeCount(Outcome Outcome, string Detail, long Count);

/// <summary>Outcomes as metrics, reports and dead letters write them.</summary>
public static class OutcomeNames
{
    /// <summary>The name, such as <c>too_old</c>.</summary>
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Aggregated => "aggregated",
        Outcome.Filtered => "filtered",
        Outcome.Malformed => "malformed",
        Outcome.Future => "future",
        Outcome.TooOld => "too_old",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such outcome."),
    };
}
