namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>A worker cannot go on with what it holds: everything since the last durable flush must be dropped and read again.</summary>
public sealed class SourceFailedException : IOException
{
    /// <summary>An exception without a message of its own.</summary>
    public SourceFailedException()
    {
    }

    /// <summary>An exception that says what failed.</summary>
    public SourceFailedException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what failed, and what told.</summary>
    public SourceFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Why, in a word: a label of the telemetry.</summary>
    public SessionEnd End { get; init; } = SessionEnd.Consumer;
}

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    /// <summary>It could not be begun: brokers are away, or a topic or a right is missing.</summary>
    Start,

    /// <summary>Partitions went to others without being given away.</summary>
    Lost,

    /// <summary>The consumer failed, or another process uses this worker's name.</summary>
    Consumer,

    /// <summary>A flush could not be made durable, or that is not known.</summary>
    Flush,

    /// <summary>A position must be looked up anew: retention has passed it, or the topic was made anew.</summary>
    Position,

    /// <summary>A partition cannot be read, or not any more; the others were flushed.</summary>
    Partition,
}
