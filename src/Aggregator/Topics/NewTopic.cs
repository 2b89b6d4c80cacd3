using Aggregator.Core.Transport.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Topics;

/// <summary><c>--create PARTITIONS</c>: a topic to try things out, with one copy of each partition.</summary>
internal static class NewTopic
{
    // Made-up logs may be weeks old already, by their timestamps.
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>Makes the topic if it is not there.</summary>
    /// <exception cref="KafkaClusterException">It is not there and cannot be made; with the remedy.</exception>
    public static Task EnsureAsync(KafkaTopic topic, int partitions, string clientId, ILogger logger) => TopicCreation.EnsureAsync(
        topic.Cluster, clientId, topic.Name, new TopicOptions { Partitions = partitions, Replication = 1, Retention = Retention }, logger);
}
