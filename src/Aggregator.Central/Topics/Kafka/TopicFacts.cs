namespace Aggregator.Central.Topics.Kafka;

/// <summary>What the brokers last said of a region's topic. Immutable.</summary>
/// <param name="Answers">The number of the newest question that was asked before this was found out.</param>
/// <param name="IsReachable">False when they did not answer; then the rest is what they said before.</param>
/// <param name="Partitions">Partitions that the topic has; 0 while it is not there.</param>
/// <param name="Ends">The first offset kept and the one after the last that can be read, by partition; without those that gave no answer.</param>
internal sealed record TopicFacts(long Answers, bool IsReachable, int Partitions, IReadOnlyDictionary<int, OffsetRange> Ends)
{
    /// <summary>Nothing is known yet.</summary>
    public static TopicFacts None { get; } = new(0, false, 0, new Dictionary<int, OffsetRange>());
}

/// <summary>Offsets of a partition.</summary>
/// <param name="Low">The first that is kept.</param>
/// <param name="High">After the last that can be read.</param>
internal readonly record struct OffsetRange(long Low, long High);
