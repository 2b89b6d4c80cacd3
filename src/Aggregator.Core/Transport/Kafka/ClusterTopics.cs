using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>The topics of a cluster that this user may see, as they were at one moment.</summary>
public sealed class ClusterTopics
{
    private readonly Dictionary<string, int> _partitions;

    private ClusterTopics(Metadata metadata)
    {
        Brokers = metadata.Brokers.Count;
        _partitions = metadata.Topics.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
    }

    /// <summary>How many brokers the cluster has.</summary>
    public int Brokers { get; }

    /// <summary>
    /// Asks the brokers for all topics: asking for one by name would make it, where brokers make topics by themselves.
    /// Blocks, at most <paramref name="timeout"/>.
    /// </summary>
    /// <exception cref="KafkaClusterException">No answer in time.</exception>
    public static ClusterTopics Read(IAdminClient admin, string bootstrap, TimeSpan timeout)
    {
        try
        {
            return new ClusterTopics(admin.GetMetadata(timeout));
        }
        catch (KafkaException e)
        {
            throw new KafkaClusterException(
                $"The brokers at {bootstrap} did not list their topics within {timeout.TotalSeconds:0.#} s ({e.Error.Reason}): check that they run and can be reached, and the options sasl and tls.", e)
            {
                IsTransient = true,
            };
        }
    }

    /// <summary>How many partitions a topic has; 0 when there is none, or none that this user may see.</summary>
    public int PartitionsOf(string topic) => _partitions.GetValueOrDefault(topic);
}
