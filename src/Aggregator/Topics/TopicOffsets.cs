using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Topics;

/// <summary>Asks brokers about a topic: its partitions, where they begin and end, and which position a time has.</summary>
internal sealed class TopicOffsets : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly KafkaTopic _topic;
    private readonly IConsumer<Ignore, Ignore> _consumer;

    /// <param name="topic">The topic.</param>
    /// <param name="clientId">The name that brokers log.</param>
    /// <param name="isolation">Whether what open transactions wrote is before the end or behind it.</param>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public TopicOffsets(KafkaTopic topic, string clientId, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        _topic = topic;
        // The client asks for a group; nothing is ever joined or stored under this name.
        var config = KafkaClients.ConsumerConfigOf(topic.Cluster, clientId, clientId, topic.Consumer);
        config.IsolationLevel = isolation;
        _consumer = new ConsumerBuilder<Ignore, Ignore>(config).LogTo(NullLogger.Instance).Open();
    }

    /// <summary>The number of partitions, at least 1.</summary>
    /// <exception cref="KafkaClusterException">The brokers cannot be reached, or there is no such topic; with the remedy.</exception>
    public int Partitions()
    {
        var (count, error) = Ask(() => (_consumer.Handle.PartitionsOf(_topic.Name, Timeout, out var problem), problem));
        if (count > 0) return count;
        throw new KafkaClusterException(
            $"The brokers at {_topic.Cluster.Bootstrap} have no topic {_topic.Name} ({error.Reason}): check its name, or make it first.");
    }

    /// <summary>The oldest position that is still there, and the one behind the newest message.</summary>
    /// <exception cref="KafkaClusterException">As of <see cref="Partitions"/>.</exception>
    public (long Begin, long End) EndsOf(int partition)
    {
        var ends = Ask(() => _consumer.EdgesOf(new TopicPartition(_topic.Name, partition), Timeout));
        return (ends.Low.Value, ends.High.Value);
    }

    /// <summary>Position of the first message whose record has this timestamp or a later one; null when there is none.</summary>
    /// <exception cref="KafkaClusterException">As of <see cref="Partitions"/>.</exception>
    public long? AtTime(int partition, long timeMs)
    {
        var asked = new TopicPartitionTimestamp(_topic.Name, partition, new Timestamp(timeMs, TimestampType.CreateTime));
        var found = Ask(() => _consumer.OffsetsForTimes([asked], Timeout))[0].Offset;
        return found.Value >= 0 ? found.Value : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    private T Ask<T>(Func<T> question)
    {
        try
        {
            return question();
        }
        catch (KafkaException e)
        {
            throw new KafkaClusterException(
                $"The brokers at {_topic.Cluster.Bootstrap} did not answer about topic {_topic.Name} ({e.Error.Reason}): check that they run and can be reached, and the options sasl and tls.", e)
            {
                IsTransient = true,
            };
        }
    }
}
