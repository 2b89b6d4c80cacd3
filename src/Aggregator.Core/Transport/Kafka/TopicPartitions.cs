using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// How many partitions a topic has. By its name, so that it needs no more rights than to use it; brokers that make topics
/// by themselves make it (<see cref="ClusterTopics"/> asks without).
/// </summary>
public static class TopicPartitions
{
    /// <summary>The number of partitions; 0 when there is no such topic, or none that this user may see. Blocks, at most <paramref name="limit"/>.</summary>
    /// <param name="admin">A client.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="error">Why it is 0: <see cref="IsUnknown"/>, or else.</param>
    /// <exception cref="KafkaException">The brokers did not answer in time.</exception>
    public static int PartitionsOf(this IAdminClient admin, string topic, TimeSpan limit, out Error error)
    {
        var found = admin.GetMetadata(topic, limit).Topics.Find(each => string.Equals(each.Topic, topic, StringComparison.Ordinal));
        error = found is null ? new Error(ErrorCode.UnknownTopicOrPart) : found.Error;
        return found is null || error.IsError ? 0 : found.Partitions.Count;
    }

    /// <summary>The same, by a connected client. Brokers must be there: the thread that waits for their answer does so at full speed.</summary>
    /// <exception cref="KafkaException">The brokers did not answer in time.</exception>
    public static int PartitionsOf(this Handle handle, string topic, TimeSpan limit, out Error error)
    {
        using var admin = new DependentAdminClientBuilder(handle).Build();
        return admin.PartitionsOf(topic, limit, out error);
    }

    /// <summary>True when the topic is not there.</summary>
    public static bool IsUnknown(this Error error) => error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic;
}
