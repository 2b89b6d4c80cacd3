using Aggregator.Central.Options;
using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Restart;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>A shipper that sends logs in transactions, some of which it aborts: those count nowhere.</summary>
internal sealed class TransactionalTraffic : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly IProducer<Null, byte[]> _producer;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly Truth _truth;
    private readonly LogGenerator _generator =
        new(OneRegion.Steady, "cn-hangzhou", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    private long _next;

    public TransactionalTraffic(string bootstrap, string topic, int partitions, Truth truth)
    {
        (_topic, _partitions, _truth) = (topic, partitions, truth);
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig(KafkaClients.ConfigOf(new CompactTopicOptions { Bootstrap = bootstrap }, "shipper"))
        {
            TransactionalId = "shipper",
            LingerMs = 1,
        }).Build();
        _producer.InitTransactions(Limit);
    }

    /// <summary>Commits so many logs, to all partitions in turn.</summary>
    public void Send(int logs)
    {
        Produce(logs, isTrue: true);
        _producer.CommitTransaction(Limit);
    }

    /// <summary>Sends so many logs and takes them back.</summary>
    public void Abort(int logs)
    {
        Produce(logs, isTrue: false);
        // Only what the brokers have can be aborted there.
        _producer.Flush(Limit);
        _producer.AbortTransaction(Limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.DisposeInTime($"the transactional producer of {_topic}");

    private void Produce(int logs, bool isTrue)
    {
        _producer.BeginTransaction();
        for (var i = 0; i < logs; i++, _next++)
        {
            if (isTrue) _truth.Add(_generator.Describe(_next));
            var value = _generator.Write(_next).ToArray();
            _producer.Produce(new TopicPartition(_topic, (int)(_next % _partitions)), new Message<Null, byte[]> { Value = value });
        }
    }
}
