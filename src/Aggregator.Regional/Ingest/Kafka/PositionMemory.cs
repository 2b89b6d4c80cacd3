using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>What a worker remembers of its group's positions from one session to the next; brokers do not tell it.</summary>
public sealed class PositionMemory
{
    private readonly Dictionary<TopicPartition, Refusal> _refused = [];

    /// <summary>
    /// Topics of which the group has committed positions. When nothing is committed of one any more, it was made anew, since
    /// brokers drop a topic's positions with it: it is begun at its beginning then, whatever the configured start.
    /// </summary>
    public ISet<string> CommittedTopics { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A broker refused to read on at a position, while <paramref name="committed"/> is what the session's last flush commits.</summary>
    public void Refuse(TopicPartition partition, long position, long committed) => _refused[partition] = new Refusal(position, committed);

    /// <summary>
    /// True when reading after what is committed was refused, and not because retention had passed it: then it was beyond the end,
    /// even when a topic that was made anew has grown past it since. Once another position is committed, that is history.
    /// </summary>
    public bool WasBeyondEnd(TopicPartition partition, long committed, long low) =>
        _refused.TryGetValue(partition, out var refusal) && refusal.Committed == committed && refusal.Position >= low;

    private readonly record struct Refusal(long Position, long Committed);
}
