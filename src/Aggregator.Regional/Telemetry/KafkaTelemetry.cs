using Aggregator.Regional.Ingest.Kafka;

namespace Aggregator.Regional.Telemetry;

/// <summary>
/// What a worker on Kafka tells of itself, over all its sessions. The pipeline's thread writes; any thread reads.
/// </summary>
public sealed class KafkaTelemetry
{
    private readonly long[] _ends = new long[Enum.GetValues<SessionEnd>().Length];
    private long _sessions;
    private long _revocations;
    private long _lost;
    private long _commits;
    private long _commitTicks;
    private long _deadLetters;
    private long _deadLettersLost;
    private volatile IReadOnlyList<PartitionLag> _positions = [];
    private volatile bool _isAssigned;

    /// <summary>Sessions begun.</summary>
    public long Sessions => Volatile.Read(ref _sessions);

    /// <summary>Assignments given away after a flush.</summary>
    public long Revocations => Volatile.Read(ref _revocations);

    /// <summary>Assignments lost without a flush.</summary>
    public long LostAssignments => Volatile.Read(ref _lost);

    /// <summary>Flushes committed, and the time that took in all.</summary>
    public (long Count, TimeSpan Time) Commits => (Volatile.Read(ref _commits), TimeSpan.FromTicks(Volatile.Read(ref _commitTicks)));

    /// <summary>Dead letters that are in the topic.</summary>
    public long DeadLetters => Volatile.Read(ref _deadLetters);

    /// <summary>Dead letters that were too many in one message to be held.</summary>
    public long DeadLettersLost => Volatile.Read(ref _deadLettersLost);

    /// <summary>True while the group has told this worker its partitions, be they none.</summary>
    public bool IsAssigned => _isAssigned;

    /// <summary>How far behind each assigned partition is.</summary>
    public IReadOnlyList<PartitionLag> Positions
    {
        get => _positions;
        internal set => _positions = value;
    }

    /// <summary>Sessions that ended for a reason other than a stop.</summary>
    public long EndsBecauseOf(SessionEnd end) => Volatile.Read(ref _ends[(int)end]);

    /// <summary>A session begins.</summary>
    public void SessionBegun() => Interlocked.Increment(ref _sessions);

    /// <summary>A session ended, and another must be begun.</summary>
    public void Rebuilding(SessionEnd end) => Interlocked.Increment(ref _ends[(int)end]);

    internal void Assigned() => _isAssigned = true;

    /// <summary>Nothing is assigned any more.</summary>
    public void Unassigned() => (_isAssigned, _positions) = (false, []);

    internal void Revoked() => Interlocked.Increment(ref _revocations);

    internal void Lost() => Interlocked.Increment(ref _lost);

    internal void Committed(TimeSpan time, int deadLetters, int deadLettersLost)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _commitTicks, time.Ticks);
        Interlocked.Add(ref _deadLetters, deadLetters);
        Interlocked.Add(ref _deadLettersLost, deadLettersLost);
    }
}

/// <summary>How far behind a partition is.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Next">The next position to read; what lies before it is read, but perhaps not flushed.</param>
/// <param name="Messages">Positions between the next one and the end, as of the last fetch.</param>
/// <param name="IsIdle">Its end is confirmed, so its watermark follows the time.</param>
public readonly record struct PartitionLag(string Topic, int Partition, long Next, long Messages, bool IsIdle);
