using Aggregator.Core.Wire;
using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>The positions that a flush commits for the consumer group. The pipeline's thread only.</summary>
public sealed class GroupOffsets
{
    private readonly IConsumer<Ignore, int> _consumer;
    private IConsumerGroupMetadata? _member;
    private IReadOnlyList<TopicPartitionOffset> _startsOfOthers = [];

    internal GroupOffsets(IConsumer<Ignore, int> consumer) => _consumer = consumer;

    /// <summary>
    /// This member of the group as of its last assignment: brokers refuse its offsets once there is another generation. Not
    /// as of now: a client that was thrown out of the group forgets its generation before it tells, and offsets of no
    /// generation are not checked by every broker.
    /// </summary>
    public IConsumerGroupMetadata Member => _member ?? throw new InvalidOperationException("Nothing was assigned yet.");

    /// <summary>Where the group goes on once the flush is durable: every partition in it, and starts that others wait for.</summary>
    public IReadOnlyList<TopicPartitionOffset> After(Flush flush) =>
    [
        .. flush.Sources.Select(source => new TopicPartitionOffset(source.Id.Topic, source.Id.Partition, source.Next)),
        .. _startsOfOthers,
    ];

    /// <summary>The offsets are durable.</summary>
    public void Committed() => _startsOfOthers = [];

    /// <summary>Commits outside of any transaction; returns when that is done.</summary>
    /// <exception cref="KafkaException">It could not be done.</exception>
    public void Commit(IReadOnlyList<TopicPartitionOffset> offsets) => _consumer.Commit(offsets);

    /// <summary>A new assignment; <paramref name="startsOfOthers"/> go with its first flush.</summary>
    internal void Begin(IConsumerGroupMetadata member, IReadOnlyList<TopicPartitionOffset> startsOfOthers) =>
        (_member, _startsOfOthers) = (member, startsOfOthers);

    /// <summary>Nothing is assigned any more.</summary>
    internal void End() => (_member, _startsOfOthers) = (null, []);
}
