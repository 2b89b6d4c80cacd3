using Aggregator.Core.Wire;
using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>The positions that a flush commits for the consumer group. The pipeline's thread only.</summary>
public sealed class GroupOffsets
{
    private readonly IConsumer<Ignore, int> _consumer;
    private IReadOnlyList<TopicPartitionOffset> _startsOfOthers = [];

    internal GroupOffsets(IConsumer<Ignore, int> consumer) => _consumer = consumer;

    /// <summary>This member of the group as it is now: brokers refuse the offsets of an older generation.</summary>
    public IConsumerGroupMetadata Member => _consumer.ConsumerGroupMetadata;

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
    internal void Begin(IReadOnlyList<TopicPartitionOffset> startsOfOthers) => _startsOfOthers = startsOfOthers;
}
