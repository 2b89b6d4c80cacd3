using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Topics;

/// <summary>A topic that a command reads or writes.</summary>
/// <param name="Cluster">Its brokers.</param>
/// <param name="Name">Its name.</param>
internal sealed record KafkaTopic(KafkaClusterOptions Cluster, string Name)
{
    /// <summary>librdkafka's properties for the consumer alone.</summary>
    public IReadOnlyDictionary<string, string>? Consumer { get; init; }

    /// <summary>librdkafka's properties for the producer alone.</summary>
    public IReadOnlyDictionary<string, string>? Producer { get; init; }
}
