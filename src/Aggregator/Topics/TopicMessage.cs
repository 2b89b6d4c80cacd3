namespace Aggregator.Topics;

/// <summary>A message of a topic, or what stands for one: a record of a local log, a file.</summary>
/// <param name="Partition">Its partition; null where there are none.</param>
/// <param name="Position">Its position: a Kafka offset, or a position of the local log.</param>
/// <param name="Value">Its bytes; a Kafka message without a value has none.</param>
public sealed record TopicMessage(int? Partition, long Position, byte[] Value)
{
    /// <summary>Where it stands, in words.</summary>
    public string Place => Partition is { } partition ? $"partition {partition}  position {Position}" : $"position {Position}";
}
