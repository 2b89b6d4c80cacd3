namespace Aggregator.Topics;

/// <summary>Which messages of a topic to read.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">One partition; null is all.</param>
/// <param name="From">Where to begin, in each.</param>
internal sealed record TopicReading(KafkaTopic Topic, int? Partition, TopicStart From)
{
    /// <summary>Most messages in all; null for no end.</summary>
    public long? Count { get; init; }

    /// <summary>Waits for more at the end, until a stop; else reading ends where the topic ended when it began.</summary>
    public bool Follow { get; init; }

    /// <summary>Shows messages of open and aborted transactions too.</summary>
    public bool Uncommitted { get; init; }
}
