namespace Aggregator.Regional.Ingest;

/// <summary>Why a log is malformed: the details of <see cref="Core.Wire.Outcome.Malformed"/>.</summary>
public static class MalformedReasons
{
    /// <summary>Not in the source's format.</summary>
    public const string NotInFormat = "not_in_format";

    /// <summary>Begins in the source's format but ends too early.</summary>
    public const string CutOff = "cut_off";

    /// <summary>Longer than <c>max_line</c>.</summary>
    public const string TooLong = "too_long";

    /// <summary>A Kafka message without any byte, or without a value (a tombstone).</summary>
    public const string Empty = "empty";

    /// <summary>No event time, or one that is no time.</summary>
    public const string NoTime = "no_time";

    /// <summary>An event time before 2000-01-01.</summary>
    public const string Before2000 = "before_2000";
}
