using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>Makes the configuration of every Kafka client from the options of its cluster.</summary>
public static class KafkaClients
{
    /// <summary>
    /// What all clients of a cluster share: brokers, security, the properties of the options. Callers copy it into a
    /// <see cref="ConsumerConfig"/>, <see cref="ProducerConfig"/> or <see cref="AdminClientConfig"/> and set what they need,
    /// after which <paramref name="cluster"/>'s own properties are applied again: what an operator writes wins, except for
    /// what exactness depends on, which the configuration's rules refuse.
    /// </summary>
    /// <exception cref="IOException">A file of a secret or certificate cannot be read; the message names it and the remedy.</exception>
    public static ClientConfig ConfigOf(KafkaClusterOptions cluster, string clientId)
    {
        NativeLibrary.Use();
        return new ClientConfig(new Dictionary<string, string>(cluster.Properties, StringComparer.Ordinal))
        {
            BootstrapServers = cluster.Bootstrap,
            ClientId = clientId,
        };
    }
}
