using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Broker;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Aggregator.PipelineTests.Kafka;

/// <summary>
/// The cluster of one Kafka test: a test broker of its own or, when <c>KAFKA_BOOTSTRAP_SERVERS</c> is set, that real one, on
/// which names are made unique and topics are deleted at the end. What only the test broker can do skips the test elsewhere.
/// </summary>
public sealed class KafkaBackend : IAsyncDisposable
{
    /// <summary>The shortest session that Kafka accepts, ms, for members whose session is to end.</summary>
    public const int ShortSessionMs = 6000;

    // No pause of a busy machine is taken for a member's end.
    private const int LongSessionMs = 60_000;

    private static readonly string? RealBootstrap = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS");

    private readonly string _suffix = $"-{Guid.NewGuid():N}"[..9];
    private readonly List<string> _topics = [];
    private readonly TestBroker? _broker;

    private KafkaBackend(TestBroker? broker) => _broker = broker;

    /// <summary>Whether it is a real cluster.</summary>
    public bool IsReal => _broker is null;

    /// <summary>For <c>bootstrap.servers</c>.</summary>
    public string Bootstrap => _broker?.Bootstrap ?? RealBootstrap!;

    /// <summary>The test broker, for faults and looks inside; without one the test is skipped.</summary>
    public TestBroker Broker
    {
        get
        {
            Assert.SkipWhen(IsReal, "A real cluster cannot be made to fail.");
            return _broker!;
        }
    }

    /// <summary>A cluster for a test. The options are the test broker's; a real cluster has its own.</summary>
    public static KafkaBackend Start(BrokerOptions? options = null) =>
        new(string.IsNullOrEmpty(RealBootstrap) ? TestBroker.Start(options) : null);

    /// <summary>A name for a group, transactional id or topic that no other test has.</summary>
    public string Unique(string name) => name + _suffix;

    /// <summary>Makes a topic; its unique name. Settings are Kafka's, such as <c>max.message.bytes</c>.</summary>
    public async Task<string> TopicAsync(string name, int partitions = 1, params (string Name, string Value)[] settings)
    {
        var topic = new TopicSpecification
        {
            Name = Unique(name),
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal),
        };
        using var admin = Admin();
        await admin.CreateTopicsAsync([topic]);
        _topics.Add(topic.Name);
        return topic.Name;
    }

    /// <summary>A client for topics.</summary>
    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig(Shared())).SetLogHandler((_, _) => { }).Build();

    /// <summary>A producer that is idempotent unless <paramref name="change"/> says otherwise.</summary>
    public IProducer<string, string> Producer(Action<ProducerConfig>? change = null)
    {
        var config = new ProducerConfig(Shared()) { EnableIdempotence = true, LingerMs = 1, RetryBackoffMs = 50 };
        change?.Invoke(config);
        return new ProducerBuilder<string, string>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>A transactional producer that is ready for its first transaction.</summary>
    public IProducer<string, string> TransactionalProducer(string transactionalId, int timeoutMs = 10_000)
    {
        var producer = Producer(config =>
        {
            config.TransactionalId = transactionalId;
            config.TransactionTimeoutMs = timeoutMs;
            config.MessageTimeoutMs = timeoutMs;
            config.SocketTimeoutMs = timeoutMs;
        });
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        return producer;
    }

    /// <summary>
    /// A consumer of a group, by default of committed records, that says when a partition ends and neither commits nor moves
    /// a position by itself.
    /// </summary>
    public IConsumer<string, string> Consumer(string group, Action<ConsumerConfig>? change = null, Action<ConsumerBuilder<string, string>>? build = null)
    {
        var config = new ConsumerConfig(Shared())
        {
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Error,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = LongSessionMs,
            HeartbeatIntervalMs = 200,
            FetchWaitMaxMs = 50,
        };
        change?.Invoke(config);
        var builder = new ConsumerBuilder<string, string>(config).SetLogHandler((_, _) => { });
        build?.Invoke(builder);
        return builder.Build();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _broker?.Dispose();
        if (!IsReal || _topics.Count == 0) return;
        using var admin = Admin();
        await admin.DeleteTopicsAsync(_topics);
    }

    // By way of the project's own configuration, which finds the native library; and without long waits after a lost connection.
    private ClientConfig Shared()
    {
        var config = KafkaClients.ConfigOf(new Cluster { Bootstrap = Bootstrap }, "test");
        config.ReconnectBackoffMs = 20;
        config.ReconnectBackoffMaxMs = 200;
        config.TopicMetadataRefreshIntervalMs = 500;
        return config;
    }

    private sealed record Cluster : KafkaClusterOptions;
}
