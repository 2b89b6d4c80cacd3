using Aggregator.Core.Aggregation;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Central;

/// <summary>
/// What a region's workers write to the compact topic, without the workers: flushes with the right positions, so that the
/// ledger must balance. Knows how many logs it wrote.
/// </summary>
internal sealed class CompactTopicWriter : IDisposable
{
    private const long WindowMs = 10_000;

    private readonly string _topic;
    private readonly string _region;
    private readonly Lazy<IProducer<Null, byte[]?>> _producer;
    private readonly Dictionary<int, (long Sequence, long Next)> _workers = [];
    private readonly long _epoch = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public CompactTopicWriter(string bootstrap, string topic, string region)
    {
        (_topic, _region) = (topic, region);
        // A transaction a message leaves markers behind each, and makes what is aborted readable to a careless reader.
        _producer = new Lazy<IProducer<Null, byte[]?>>(() =>
        {
            var producer = new ProducerBuilder<Null, byte[]?>(
                KafkaClients.ProducerConfigOf(new WriterCluster { Bootstrap = bootstrap }, "writer", $"writer-{topic}"))
                .SetValueSerializer(new Bytes()).SetLogHandler((_, _) => { }).Build();
            producer.InitTransactions(TimeSpan.FromSeconds(20));
            return producer;
        });
    }

    /// <summary>Logs in all flushes written and committed.</summary>
    public long Logs { get; private set; }

    /// <summary>Age of the logs of the next flushes, in ms.</summary>
    public long AgeMs { get; set; }

    /// <summary>A worker writes and commits flushes of <paramref name="logs"/> logs each.</summary>
    public void Flush(int flushes = 1, int logs = 4, int worker = 0, int partition = 0)
    {
        for (var i = 0; i < flushes; i++)
        {
            Send(partition, Chunks(worker, logs), commit: true);
            Logs += logs;
        }
    }

    /// <summary>Two workers write a flush each, chunk by chunk in turns.</summary>
    public void FlushInterleaved(int partition = 0)
    {
        var (first, second) = (Chunks(worker: 1, 20), Chunks(worker: 2, 20));
        Send(partition, [.. first.SkipLast(1).Zip(second.SkipLast(1), (one, two) => new[] { one, two }).SelectMany(pair => pair), second[^1], first[^1]], commit: true);
        Logs += 40;
    }

    /// <summary>A worker whose transaction is aborted: nobody may see its flush.</summary>
    public void FlushAborted(int partition = 0)
    {
        var before = _workers.GetValueOrDefault(0);
        Send(partition, Chunks(worker: 0, 4), commit: false);
        _workers[0] = before;
    }

    /// <summary>A message that is no flush; its offset.</summary>
    public long Write(byte[]? bytes, int partition = 0) => Send(partition, [bytes], commit: true);

    public void Dispose()
    {
        if (_producer.IsValueCreated) _producer.Value.DisposeInTime($"the producer of {_topic}");
    }

    private long Send(int partition, IReadOnlyList<byte[]?> messages, bool commit)
    {
        var producer = _producer.Value;
        producer.BeginTransaction();
        var last = Offset.Unset;
        foreach (var message in messages)
        {
            producer.Produce(
                new TopicPartition(_topic, partition), new Message<Null, byte[]?> { Value = message }, delivered => last = delivered.Offset);
        }
        producer.Flush(TimeSpan.FromSeconds(20));
        if (commit) producer.CommitTransaction(TimeSpan.FromSeconds(20));
        else producer.AbortTransaction(TimeSpan.FromSeconds(20));
        return last.Value;
    }

    private IReadOnlyList<byte[]> Chunks(int worker, int logs)
    {
        var (sequence, next) = _workers.GetValueOrDefault(worker);
        _workers[worker] = (sequence + 1, next + logs);
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var eventMs = nowMs - AgeMs;
        var rows = Enumerable.Range(0, logs).Select(uid => RowOf(eventMs / WindowMs * WindowMs, $"tenant-{uid:0000000000000000000000000000000}"));
        var progress = new SourceProgress(
            new SourceId($"cluster-of-{_region}", "access-log", worker), 1, next, next + logs, logs, logs, 0, 0, eventMs, eventMs, SourceStates.None);
        var flush = new Flush(
            new FlushId(_region, $"w{worker}", _epoch, sequence), WindowMs, 1000, nowMs, [.. rows], [progress],
            [new OutcomeCount(Core.Wire.Outcome.Aggregated, "", logs)]);
        return BatchWriter.Write(flush, maxChunkBytes: 200);
    }

    private Row RowOf(long windowMs, string uid)
    {
        var measures = new PartialAggregate();
        measures.Add(throttled: false);
        return new Row(new GroupKey(windowMs, "ecs", "Run", "v1", uid, _region, "pop", 200, "", _region), TenantLevel.None, measures);
    }

    private sealed record WriterCluster : KafkaClusterOptions;

    private sealed class Bytes : ISerializer<byte[]?>
    {
        public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
    }
}
