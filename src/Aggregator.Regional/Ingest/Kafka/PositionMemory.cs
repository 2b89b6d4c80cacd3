using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>What a worker remembers of its group's positions from one session to the next; brokers do not tell it.</summary>
public sealed class PositionMemory
{
    /// <summary>
    /// Topics of which the group has committed positions. When nothing is committed of one any more, it was made anew, since
    /// brokers drop a topic's positions with it: it is begun at its beginning then, whatever the configured start.
    /// </summary>
    public ISet<string> CommittedTopics { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Positions that brokers refused and that no flush has committed past yet. One that retention has not passed was beyond
    /// the end, even when a topic that was made anew has grown past it since.
    /// </summary>
    public IDictionary<TopicPartition, long> Refused { get; } = new Dictionary<TopicPartition, long>();
}
