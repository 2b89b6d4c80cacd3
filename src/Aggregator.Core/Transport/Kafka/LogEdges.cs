using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// Where partitions begin and end. The client's own <c>QueryWatermarkOffsets</c> asks the same, but waits for as long as
/// brokers are away, whatever its limit.
/// </summary>
public static class LogEdges
{
    // Times that the protocol takes for these.
    private const long OfEnd = -1;
    private const long OfBeginning = -2;

    /// <summary>The first position that is kept, and the one behind the last that readers may see.</summary>
    /// <exception cref="KafkaException">There was no answer within twice <paramref name="limit"/>, or there is no such partition.</exception>
    public static WatermarkOffsets EdgesOf<TKey, TValue>(this IConsumer<TKey, TValue> consumer, TopicPartition partition, TimeSpan limit) =>
        consumer.EdgesOf([partition], limit)[partition];

    /// <summary>The edges of many, in two questions.</summary>
    /// <exception cref="KafkaException">There was no answer within twice <paramref name="limit"/> for one of them, or one is not there.</exception>
    public static IReadOnlyDictionary<TopicPartition, WatermarkOffsets> EdgesOf<TKey, TValue>(
        this IConsumer<TKey, TValue> consumer, IReadOnlyCollection<TopicPartition> partitions, TimeSpan limit)
    {
        var beginnings = Ask(consumer, partitions, OfBeginning, limit);
        var ends = Ask(consumer, partitions, OfEnd, limit);
        return partitions.ToDictionary(partition => partition, partition => new WatermarkOffsets(beginnings[partition], ends[partition]));
    }

    /// <summary>The positions behind the last messages that readers may see, in one question.</summary>
    /// <exception cref="KafkaException">There was no answer within <paramref name="limit"/> for one of them, or one is not there.</exception>
    public static IReadOnlyDictionary<TopicPartition, Offset> EndsOf<TKey, TValue>(
        this IConsumer<TKey, TValue> consumer, IReadOnlyCollection<TopicPartition> partitions, TimeSpan limit) => Ask(consumer, partitions, OfEnd, limit);

    private static Dictionary<TopicPartition, Offset> Ask<TKey, TValue>(
        IConsumer<TKey, TValue> consumer, IReadOnlyCollection<TopicPartition> partitions, long edge, TimeSpan limit)
    {
        var time = new Timestamp(edge, TimestampType.CreateTime);
        return consumer
            .OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(partition, time)), limit)
            .ToDictionary(found => found.TopicPartition, found => found.Offset);
    }
}
