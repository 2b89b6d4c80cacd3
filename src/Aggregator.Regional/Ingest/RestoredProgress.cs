using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest.Streams;

namespace Aggregator.Regional.Ingest;

/// <summary>
/// What the last flush before the restart says of every partition. Sources claim what they go on with. The rest is absent:
/// every flush tells of it as ended, so that it holds nobody back, and with its position, so that a source that comes back
/// in a later run goes on there instead of counting its logs twice. One thread.
/// </summary>
public sealed class RestoredProgress
{
    /// <summary>An absent partition is forgotten this long after a source last read it.</summary>
    public const long ForgetAfterMs = 24L * 60 * 60 * 1000;

    /// <summary>Absent partitions that are kept; more would make every flush long.</summary>
    public const int MaxAbsent = 10_000;

    private readonly LastFlush _last;
    private readonly Dictionary<SourceId, SourcePartition> _absent = [];

    /// <param name="last">Where the run before stopped.</param>
    public RestoredProgress(LastFlush last)
    {
        _last = last;
        foreach (var progress in last.Sources)
        {
            // Standard input of another process cannot come back.
            var isFinal = string.Equals(progress.Id.Cluster, StandardInputSource.Cluster, StringComparison.Ordinal);
            _absent[progress.Id] = Ended(progress, isFinal ? 0 : AsOfMs(progress));
        }
    }

    /// <summary>Progress of every partition, also of those that were absent already.</summary>
    public IReadOnlyList<SourceProgress> Sources => _last.Sources;

    /// <summary>Wall time at which a source last read the partition.</summary>
    public long AsOfMs(SourceProgress progress) => progress.AbsentSinceMs > 0 ? progress.AbsentSinceMs : _last.CreatedMs;

    /// <summary>A source of this run tells of the partition from now on.</summary>
    public void Claim(SourceId id) => _absent.Remove(id);

    /// <summary>A source of this run goes on under another name: the old one is told as ended once more, then dropped.</summary>
    public void ClaimUnderNewName(SourceId id)
    {
        if (_absent.TryGetValue(id, out var partition)) _absent[id] = Ended(partition.ToProgress(), absentSinceMs: 0);
    }

    /// <summary>The partitions that no source has claimed, for the flush at wall time <paramref name="nowMs"/>.</summary>
    public IReadOnlyCollection<SourcePartition> Absent(long nowMs)
    {
        // The centre must have heard of an end before it is forgotten here.
        foreach (var (id, partition) in _absent)
        {
            if (partition.EndIsFlushed && nowMs - partition.AbsentSinceMs > ForgetAfterMs) _absent.Remove(id);
        }
        if (_absent.Count > MaxAbsent) ForgetOldest(_absent.Count - MaxAbsent);
        return _absent.Values;
    }

    private void ForgetOldest(int count)
    {
        var oldest = _absent.Values
            .Where(partition => partition.EndIsFlushed)
            .OrderBy(partition => partition.AbsentSinceMs)
            .ThenBy(partition => partition.Watermark.HighestEventMs)
            .Take(count)
            .ToList();
        foreach (var partition in oldest) _absent.Remove(partition.Id);
    }

    private static SourcePartition Ended(SourceProgress progress, long absentSinceMs)
    {
        var partition = new SourcePartition(progress.Id, progress.PartitionCount, progress.Next, outOfOrdernessMs: 0)
        {
            States = (progress.States & ~SourceStates.Idle) | SourceStates.Ended,
            AbsentSinceMs = absentSinceMs,
        };
        partition.Watermark.Restore(progress.WatermarkMs, progress.HighestEventMs);
        return partition;
    }
}
