using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Commands.Kafka;

/// <summary>Asks the brokers how many partitions a topic has.</summary>
internal static class TopicPartitions
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The number of partitions, at least 1.</summary>
    /// <exception cref="KafkaClusterException">The brokers cannot be reached, or there is no such topic; with the remedy.</exception>
    public static int Count(KafkaTopic topic, string clientId, ILogger logger)
    {
        using var admin = new AdminClientBuilder(KafkaClients.AdminConfigOf(topic.Cluster, clientId)).LogTo(logger).Build();
        TopicMetadata? found;
        try
        {
            found = admin.GetMetadata(topic.Name, Timeout).Topics.Find(one => string.Equals(one.Topic, topic.Name, StringComparison.Ordinal));
        }
        catch (KafkaException e)
        {
            throw new KafkaClusterException(
                $"The brokers at {topic.Cluster.Bootstrap} did not answer ({e.Error.Reason}): check that they run and can be reached, and the options sasl and tls.", e)
            {
                IsTransient = true,
            };
        }
        if (found is { Error.IsError: false, Partitions.Count: > 0 }) return found.Partitions.Count;
        throw new KafkaClusterException(
            $"The brokers at {topic.Cluster.Bootstrap} have no topic {topic.Name} ({found?.Error.Reason ?? "unknown topic"}): check its name, or make it first.");
    }
}
