using Aggregator.PipelineTests.Broker.Log;

namespace Aggregator.PipelineTests.Broker.Groups;

/// <summary>The offsets that a group has committed, and those that wait for the end of a transaction.</summary>
internal sealed class GroupOffsets
{
    private readonly Dictionary<PartitionName, CommittedOffset> _committed = [];
    private readonly Dictionary<long, Dictionary<PartitionName, CommittedOffset>> _pending = [];

    /// <summary>Partitions with a committed offset.</summary>
    public IEnumerable<PartitionName> Partitions => _committed.Keys;

    public CommittedOffset? Find(PartitionName partition) => _committed.TryGetValue(partition, out var offset) ? offset : null;

    /// <summary>Whether an open transaction holds an offset of the partition.</summary>
    public bool IsUnstable(PartitionName partition) => _pending.Values.Any(p => p.ContainsKey(partition));

    public void Commit(PartitionName partition, CommittedOffset offset) => _committed[partition] = offset;

    /// <summary>Keeps an offset until the producer's transaction ends.</summary>
    public void Stage(long producerId, PartitionName partition, CommittedOffset offset)
    {
        if (!_pending.TryGetValue(producerId, out var offsets)) _pending[producerId] = offsets = [];
        offsets[partition] = offset;
    }

    public void EndTransaction(long producerId, bool commit)
    {
        if (!_pending.Remove(producerId, out var offsets) || !commit) return;
        foreach (var (partition, offset) in offsets) _committed[partition] = offset;
    }

    /// <summary>A deleted topic takes its offsets with it.</summary>
    public void Forget(string topic)
    {
        foreach (var partition in _committed.Keys.Where(p => p.Topic.Equals(topic, StringComparison.Ordinal)).ToList()) _committed.Remove(partition);
        foreach (var offsets in _pending.Values)
        {
            foreach (var partition in offsets.Keys.Where(p => p.Topic.Equals(topic, StringComparison.Ordinal)).ToList()) offsets.Remove(partition);
        }
    }
}

/// <summary>A committed offset and the text that came with it.</summary>
internal readonly record struct CommittedOffset(long Offset, string? Metadata);
