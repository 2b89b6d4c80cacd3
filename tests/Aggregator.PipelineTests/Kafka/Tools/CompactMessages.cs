using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary>Puts messages into a topic as a regional job would, and as it would not.</summary>
internal sealed class CompactMessages : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _topic;
    private readonly IProducer<Null, byte[]> _producer;

    public CompactMessages(KafkaBackend kafka, string topic)
    {
        _topic = topic;
        var config = new ProducerConfig { BootstrapServers = kafka.Bootstrap, TransactionalId = kafka.Unique("compact"), LingerMs = 0 };
        _producer = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        _producer.InitTransactions(Limit);
    }

    public void Dispose() => _producer.DisposeInTime($"the producer of {_topic}");

    /// <summary>One transaction.</summary>
    public void Send(bool commit, params IReadOnlyList<byte[]?> values)
    {
        SendOpen(values);
        if (commit) _producer.CommitTransaction(Limit);
        else _producer.AbortTransaction(Limit);
    }

    /// <summary>A transaction that stays open.</summary>
    public void SendOpen(params IReadOnlyList<byte[]?> values)
    {
        _producer.BeginTransaction();
        foreach (var value in values) _producer.Produce(new TopicPartition(_topic, 0), new Message<Null, byte[]> { Value = value! });
        _producer.Flush(Limit);
    }

    /// <summary>A flush of one row, as one chunk.</summary>
    public static byte[] Batch(long sequence)
    {
        var measures = new PartialAggregate();
        measures.Add(12, slow: false, throttled: false);
        var key = new GroupKey(1_768_484_240_000, "ecs", "RunInstances", "2014-05-26", "1001", "cn-hangzhou", "gw-a", 200, "", "cn-beijing");
        return BatchWriter.Write(new Flush(
            new FlushId("cn-hangzhou", "w1", 7, sequence), 10_000, 1000, 1_768_484_243_250, [new Row(key, TenantLevel.None, measures)],
            [new SourceProgress(new SourceId("kc1", "gateway-logs", 2), 4, 100, 101, 1, 1, 0, 0, 1_768_484_235_000, 1_768_484_240_000, SourceStates.Idle)],
            [new OutcomeCount(Outcome.Aggregated, "", 1)]))[0];
    }
}
