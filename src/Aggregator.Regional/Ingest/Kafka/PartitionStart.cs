using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>Where an assigned partition is begun.</summary>
/// <param name="Partition">Which.</param>
/// <param name="PartitionCount">Partitions that its topic has.</param>
/// <param name="From">First position that the next flush covers.</param>
/// <param name="Next">First position that is read.</param>
internal sealed record PartitionStart(TopicPartition Partition, int PartitionCount, long From, long Next)
{
    /// <summary>Positions from <see cref="From"/> on that retention has taken: their logs are lost.</summary>
    public long Lost => Next - From;

    /// <summary>
    /// Where to go on after a committed position, in a log that holds <paramref name="low"/> up to <paramref name="high"/>:
    /// there; at the log's beginning when retention has passed it, which is a loss; and at the log's beginning when it lies
    /// beyond the end, or was when it was last asked for, because then this is not the log that it was committed for.
    /// </summary>
    public static (long From, long Next) After(long committed, long low, long high, bool wasBeyondEnd)
    {
        if (wasBeyondEnd || committed > high) return (low, low);
        return (committed, Math.Max(committed, low));
    }
}

/// <summary>What an assignment begins with.</summary>
/// <param name="Mine">The start of every assigned partition.</param>
/// <param name="Others">
/// Starts of partitions that other workers read and wait for: committed in the first transaction, before any log is read.
/// </param>
internal sealed record AssignmentStart(IReadOnlyList<PartitionStart> Mine, IReadOnlyList<TopicPartitionOffset> Others);
