using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// Makes the configuration of every Kafka client from the options of its cluster. An operator's properties are applied
/// last: what is written wins, except for what exactness depends on, which the configuration's rules refuse
/// (<see cref="ReservedProperties"/>). A caller may set more on what it gets, such as a <c>group.instance.id</c>.
/// </summary>
public static class KafkaClients
{
    /// <summary>How long a broker keeps a transaction open whose producer has gone; it holds readers back that long.</summary>
    public static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a broker waits for a silent member of a group before its partitions go to others.</summary>
    public static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What all clients of a cluster share: brokers, security, and the properties of the options.</summary>
    /// <exception cref="IOException">A file of a secret cannot be read; the message names it and the remedy.</exception>
    public static ClientConfig ConfigOf(KafkaClusterOptions cluster, string clientId)
    {
        var config = SharedConfigOf(cluster, clientId);
        Apply(config, cluster.Properties);
        return config;
    }

    /// <summary>
    /// A consumer that never moves a position by itself: no commits, no resets, only committed messages, ends of
    /// partitions told. It asks for more while less than 64 MB are queued; an answer of at most 8 MB is decompressed into
    /// the queue whole, so a broker's backlog takes 64 MB and its best ratio times 8 MB. A larger message is fetched alone.
    /// </summary>
    /// <param name="cluster">The brokers.</param>
    /// <param name="clientId">The name that brokers log and meter.</param>
    /// <param name="group">The consumer group; the client asks for one even when partitions are assigned by hand.</param>
    /// <param name="properties">The operator's properties for this consumer; they win over the cluster's.</param>
    /// <exception cref="IOException">As <see cref="ConfigOf"/>.</exception>
    public static ConsumerConfig ConsumerConfigOf(
        KafkaClusterOptions cluster, string clientId, string group, IReadOnlyDictionary<string, string>? properties = null)
    {
        var config = new ConsumerConfig(SharedConfigOf(cluster, clientId))
        {
            GroupId = group,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            EnablePartitionEof = true,
            // librdkafka 2.0.2 aborts the process with cooperative-sticky (an assertion, mended in 2.3.0).
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = (int)SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = 3000,
            FetchMaxBytes = 8 * 1024 * 1024,
            MaxPartitionFetchBytes = 1024 * 1024,
            FetchWaitMaxMs = 50,
            QueuedMaxMessagesKbytes = 64 * 1024,
            // The longest that a commit waits for a coordinator that is silent.
            SocketTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
            ConsumeResultFields = "timestamp",
        };
        Apply(config, cluster.Properties, properties);
        return config;
    }

    /// <summary>
    /// A producer that neither doubles nor reorders: idempotent, acknowledged by all in-sync replicas, zstd. What it has
    /// not sent is at most 64 MB.
    /// </summary>
    /// <param name="cluster">The brokers.</param>
    /// <param name="clientId">The name that brokers log and meter.</param>
    /// <param name="transactionalId">The stable id that fences an earlier incarnation; null for no transactions.</param>
    /// <param name="properties">The operator's properties for this producer; they win over the cluster's.</param>
    /// <exception cref="IOException">As <see cref="ConfigOf"/>.</exception>
    public static ProducerConfig ProducerConfigOf(
        KafkaClusterOptions cluster, string clientId, string? transactionalId, IReadOnlyDictionary<string, string>? properties = null)
    {
        var config = new ProducerConfig(SharedConfigOf(cluster, clientId))
        {
            EnableIdempotence = true,
            CompressionType = CompressionType.Zstd,
            LingerMs = 5,
            MessageMaxBytes = 1024 * 1024,
            // A message that outlives its transaction could only be refused.
            MessageTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
            QueueBufferingMaxMessages = 100_000,
            QueueBufferingMaxKbytes = 64 * 1024,
        };
        if (transactionalId is not null)
        {
            config.TransactionalId = transactionalId;
            config.TransactionTimeoutMs = (int)TransactionTimeout.TotalMilliseconds;
        }
        Apply(config, cluster.Properties, properties);
        return config;
    }

    /// <summary>A client that asks about topics and makes them.</summary>
    /// <exception cref="IOException">As <see cref="ConfigOf"/>.</exception>
    public static AdminClientConfig AdminConfigOf(KafkaClusterOptions cluster, string clientId) => new(ConfigOf(cluster, clientId));

    private static ClientConfig SharedConfigOf(KafkaClusterOptions cluster, string clientId)
    {
        NativeLibrary.Use();
        var config = new ClientConfig
        {
            BootstrapServers = cluster.Bootstrap,
            ClientId = clientId,
            // A broker that is back is used within 2 s; librdkafka's own 10 s would be half of the freshness.
            ReconnectBackoffMs = 100,
            ReconnectBackoffMaxMs = 2000,
            SocketKeepaliveEnable = true,
            // Brokers close idle connections all day long.
            LogConnectionClose = false,
            // Partitions that are added are seen within this.
            TopicMetadataRefreshIntervalMs = 30_000,
        };
        KafkaSecurity.Apply(config, cluster);
        return config;
    }

    private static void Apply(Config config, params ReadOnlySpan<IReadOnlyDictionary<string, string>?> layers)
    {
        foreach (var layer in layers)
        {
            if (layer is null) continue;
            foreach (var (name, value) in layer) config.Set(name, value);
        }
    }
}
