namespace Aggregator.Regional.Ingest;

/// <summary>A source with an end that is known before it is read: a part of a file or of a Kafka partition. For replays.</summary>
public interface IBoundedLogSource : ILogSource
{
    /// <summary>What it is, for people.</summary>
    string Name { get; }

    /// <summary>How much was read so far, in the unit of the source: bytes or messages.</summary>
    long Progress { get; }

    /// <summary>Why it could not be read to its end, once <see cref="ILogSource.IsCompleted"/>; null when it was.</summary>
    string? Problem { get; }
}
