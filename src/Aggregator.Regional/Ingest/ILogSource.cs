namespace Aggregator.Regional.Ingest;

/// <summary>A source of logs: files, standard input, the generator, Kafka. All calls come from its pipeline's one thread.</summary>
public interface ILogSource : IDisposable
{
    /// <summary>
    /// Every partition whose progress the next flush must tell: the live ones, and the finished ones that must not be
    /// read again after a restart. A source drops an ended partition only after <see cref="SourcePartition.Flushed"/>.
    /// </summary>
    IReadOnlyCollection<SourcePartition> Partitions { get; }

    /// <summary>True once nothing more will ever come.</summary>
    bool IsCompleted { get; }

    /// <summary>True when the next flush must not wait: what this source was newly given must be durable before it reads on.</summary>
    bool NeedsFlush => false;

    /// <summary>
    /// Reads on, for about a millisecond's to 20 milliseconds' work, and hands every message to
    /// <paramref name="receiver"/>. Before the receiver's call for a message the source has not moved
    /// <see cref="SourcePartition.Next"/> past it; after the call it has.
    /// </summary>
    /// <returns>Messages handed over; 0 when there is nothing to read now.</returns>
    int Poll(LogReceiver receiver, long nowMs);
}
