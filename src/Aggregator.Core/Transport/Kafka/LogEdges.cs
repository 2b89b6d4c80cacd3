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
    /// <exception cref="KafkaException">There was no answer within <paramref name="limit"/> for each, or no such partition.</exception>
    public static WatermarkOffsets EdgesOf<TKey, TValue>(this IConsumer<TKey, TValue> consumer, TopicPartition partition, TimeSpan limit) =>
        new(Ask(consumer, partition, OfBeginning, limit), Ask(consumer, partition, OfEnd, limit));

    /// <summary>The position behind the last message that readers may see.</summary>
    /// <exception cref="KafkaException">As <see cref="EdgesOf"/>.</exception>
    public static Offset EndOf<TKey, TValue>(this IConsumer<TKey, TValue> consumer, TopicPartition partition, TimeSpan limit) =>
        Ask(consumer, partition, OfEnd, limit);

    private static Offset Ask<TKey, TValue>(IConsumer<TKey, TValue> consumer, TopicPartition partition, long edge, TimeSpan limit)
    {
        var asked = new TopicPartitionTimestamp(partition, new Timestamp(edge, TimestampType.CreateTime));
        return consumer.OffsetsForTimes([asked], limit)[0].Offset;
    }
}
