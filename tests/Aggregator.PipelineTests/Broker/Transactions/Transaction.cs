using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Broker.Log;

namespace Aggregator.PipelineTests.Broker.Transactions;

/// <summary>A transactional id: its producer, whose epoch grows whenever another one takes over, and its transaction, if one is open.</summary>
internal sealed class Transaction(long producerId, Func<long> nowMs)
{
    private readonly HashSet<PartitionLog> _partitions = [];
    private readonly HashSet<Group> _groups = [];

    public long ProducerId { get; private set; } = producerId;

    public short Epoch { get; private set; } = -1;

    /// <summary>How long a transaction may stay open.</summary>
    public int TimeoutMs { get; set; }

    public bool IsOpen { get; private set; }

    /// <summary>How the last transaction ended; null before the first.</summary>
    public bool? Committed { get; private set; }

    /// <summary>Whether the open transaction has outlived its timeout.</summary>
    public bool IsOverdue => IsOpen && nowMs() - BegunMs > TimeoutMs;

    private long BegunMs { get; set; }

    public bool Holds(PartitionLog partition) => _partitions.Contains(partition);

    public bool Holds(Group group) => _groups.Contains(group);

    public void Add(PartitionLog partition)
    {
        Open();
        _partitions.Add(partition);
    }

    public void Add(Group group)
    {
        Open();
        _groups.Add(group);
    }

    /// <summary>Writes the markers and makes the offsets count, or drops them.</summary>
    public void End(bool commit)
    {
        foreach (var partition in _partitions) partition.EndTransaction(ProducerId, Epoch, commit, nowMs());
        foreach (var group in _groups) group.Offsets.EndTransaction(ProducerId, commit);
        _partitions.Clear();
        _groups.Clear();
        (IsOpen, Committed) = (false, commit);
    }

    /// <summary>Fences whoever produced so far: his open transaction is aborted under the next epoch.</summary>
    /// <param name="freshProducerId">Taken when the epochs of the present one are used up.</param>
    public void BumpEpoch(Func<long> freshProducerId)
    {
        Epoch++;
        if (IsOpen) End(commit: false);
        if (Epoch == short.MaxValue) (ProducerId, Epoch) = (freshProducerId(), 0);
    }

    /// <summary>A producer that begins has no transaction to repeat the end of.</summary>
    public void ForgetEnd() => Committed = null;

    private void Open()
    {
        if (IsOpen) return;
        (IsOpen, BegunMs) = (true, nowMs());
    }
}
