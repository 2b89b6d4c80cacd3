using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>
/// Says where assigned partitions are begun. What the group has committed counts. Of a topic of which nothing is committed,
/// whoever has partition 0 resolves the configured start for all partitions, which its first transaction commits together;
/// the others wait for that. So two workers never resolve the same start twice, and a crash before any log is read
/// changes nothing. A partition without a committed position in a topic that has some was added later: it is begun at its
/// beginning.
/// </summary>
internal sealed class StartResolver(SourceTopics topics, TimeProvider time, ILogger logger, CancellationToken stop)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WaitTurn = TimeSpan.FromMilliseconds(100);

    // A leader that was just elected may tell an end that it has not caught up with yet.
    private static readonly TimeSpan SecondLookAfter = TimeSpan.FromSeconds(1);

    /// <summary>Resolves the starts of an assignment. Blocks for a few round trips a topic, at most for about a minute.</summary>
    /// <exception cref="KafkaException">The brokers did not answer.</exception>
    /// <exception cref="KafkaClusterException">Nobody has committed the starts in time, or a topic is gone.</exception>
    /// <exception cref="OperationCanceledException">The job is to stop.</exception>
    public AssignmentStart Resolve(IConsumer<Ignore, int> consumer, IReadOnlyCollection<TopicPartition> assigned)
    {
        var (mine, others) = (new List<PartitionStart>(), new List<TopicPartitionOffset>());
        foreach (var topic in topics.Topics)
        {
            var partitions = assigned.Where(partition => string.Equals(partition.Topic, topic.Name, StringComparison.Ordinal)).ToList();
            if (partitions.Count == 0) continue;
            stop.ThrowIfCancellationRequested();
            var count = PartitionCount(consumer, topic.Name);
            var committed = Committed(consumer, topic.Name, count);
            var ownsFirst = partitions.Exists(partition => partition.Partition.Value == 0);
            if (committed.Count == 0 && ownsFirst)
            {
                foreach (var start in FirstStarts(consumer, topic, count))
                {
                    if (partitions.Contains(start.TopicPartition)) mine.Add(new(start.TopicPartition, count, start.Offset, start.Offset));
                    else others.Add(start);
                }
                continue;
            }
            if (committed.Count == 0) committed = WaitForFirstStarts(consumer, topic.Name, count);
            topics.Memory.CommittedTopics.Add(topic.Name);
            mine.AddRange(Continue(consumer, partitions, count, committed));
        }
        return new AssignmentStart(mine, others);
    }

    private static int PartitionCount(IConsumer<Ignore, int> consumer, string topic)
    {
        var count = consumer.Handle.PartitionsOf(topic, CallTimeout, out _);
        if (count > 0) return count;
        throw new KafkaClusterException($"The topic {topic} is not there: create it, or mend sources.kafka.topic.") { IsTransient = true };
    }

    /// <summary>The topic's committed positions; those without are left out.</summary>
    private static Dictionary<TopicPartition, long> Committed(IConsumer<Ignore, int> consumer, string topic, int count) => consumer
        .Committed(PartitionsOf(topic, count), CallTimeout)
        .Where(position => position.Offset.Value >= 0)
        .ToDictionary(position => position.TopicPartition, position => position.Offset.Value);

    private static IEnumerable<TopicPartition> PartitionsOf(string topic, int count) =>
        Enumerable.Range(0, count).Select(partition => new TopicPartition(topic, partition));

    private Dictionary<TopicPartition, long> WaitForFirstStarts(IConsumer<Ignore, int> consumer, string topic, int count)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < LongestWait)
        {
            stop.WaitHandle.WaitOne(WaitTurn);
            stop.ThrowIfCancellationRequested();
            if (Committed(consumer, topic, count) is { Count: > 0 } committed) return committed;
        }
        throw new KafkaClusterException($"The worker that has partition 0 of {topic} committed no start within {LongestWait.TotalSeconds:0} s: look at its log.")
        {
            IsTransient = true,
        };
    }

    private List<TopicPartitionOffset> FirstStarts(IConsumer<Ignore, int> consumer, SourceTopic topic, int count)
    {
        var isNew = topics.Memory.CommittedTopics.Contains(topic.Name);
        var kind = isNew ? StartKind.Earliest : topic.Start.Kind;
        if (isNew) logger.MadeAnew(topic.Name);
        else logger.FirstStart(topic.Name, kind);
        return kind == StartKind.Time
            ? AtTime(consumer, topic, count)
            : AtEdge(consumer, [.. PartitionsOf(topic.Name, count)], kind);
    }

    private static List<TopicPartitionOffset> AtEdge(IConsumer<Ignore, int> consumer, List<TopicPartition> partitions, StartKind kind) =>
    [
        .. consumer.EdgesOf(partitions, CallTimeout).Select(edges => new TopicPartitionOffset(edges.Key, kind == StartKind.Earliest ? edges.Value.Low : edges.Value.High)),
    ];

    private static List<TopicPartitionOffset> AtTime(IConsumer<Ignore, int> consumer, SourceTopic topic, int count)
    {
        var at = new Timestamp(topic.Start.TimeMs, TimestampType.CreateTime);
        var found = consumer.OffsetsForTimes(PartitionsOf(topic.Name, count).Select(partition => new TopicPartitionTimestamp(partition, at)), CallTimeout);
        return
        [
            .. found.Select(position => position.Offset.Value >= 0
                ? new TopicPartitionOffset(position.TopicPartition, position.Offset)
                : AtEdge(consumer, [position.TopicPartition], StartKind.Latest)[0]),
        ];
    }

    private IEnumerable<PartitionStart> Continue(
        IConsumer<Ignore, int> consumer, List<TopicPartition> partitions, int count, Dictionary<TopicPartition, long> committed)
    {
        var edges = consumer.EdgesOf(partitions, CallTimeout);
        if (partitions.Exists(partition => committed.TryGetValue(partition, out var position) && position > edges[partition].High.Value))
        {
            stop.WaitHandle.WaitOne(SecondLookAfter);
            stop.ThrowIfCancellationRequested();
            edges = consumer.EdgesOf(partitions, CallTimeout);
        }
        return partitions.Select(partition => Continue(partition, count, committed, edges[partition]));
    }

    private PartitionStart Continue(TopicPartition partition, int count, Dictionary<TopicPartition, long> committed, WatermarkOffsets edges)
    {
        if (!committed.TryGetValue(partition, out var position))
        {
            logger.AddedPartition(partition.Topic, partition.Partition.Value, edges.Low.Value);
            return new PartitionStart(partition, count, edges.Low.Value, edges.Low.Value);
        }
        var wasBeyondEnd = topics.Memory.WasBeyondEnd(partition, position, edges.Low.Value);
        var (from, next) = PartitionStart.After(position, edges.Low.Value, edges.High.Value, wasBeyondEnd);
        if (next > from) logger.PositionPassed(partition.Topic, partition.Partition.Value, from, next, next - from);
        if (from < position) logger.PositionBeyondEnd(partition.Topic, partition.Partition.Value, position, edges.High.Value, next);
        return new PartitionStart(partition, count, from, next);
    }
}
