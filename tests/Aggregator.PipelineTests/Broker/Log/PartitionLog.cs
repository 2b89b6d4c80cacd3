using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>
/// One partition: its batches in order of offset, the transactions open in it and those that were aborted. Not thread-safe:
/// the broker's lock guards it. Batches never change once they are appended, so they may be sent outside the lock.
/// </summary>
internal sealed class PartitionLog(PartitionName name, TopicSettings settings, bool acceptUnknownProducers)
{
    private readonly List<RecordBatch> _batches = [];
    private readonly ProducerSequences _sequences = new(acceptUnknownProducers);
    private readonly Dictionary<long, long> _openTransactions = [];
    private readonly List<AbortedTransaction> _aborted = [];
    private long _bytes;
    private TaskCompletionSource? _change;

    /// <summary>The topic and the partition's number.</summary>
    public PartitionName Name => name;

    /// <summary>False while no broker leads it: nobody can read, write or ask where it ends.</summary>
    public bool HasLeader { get; set; } = true;

    /// <summary>Offset of the first record kept.</summary>
    public long Start { get; private set; }

    /// <summary>Offset that the next record gets.</summary>
    public long End { get; private set; }

    /// <summary>The last stable offset: where the earliest open transaction begins. Readers of committed data get no further.</summary>
    public long LastStable => _openTransactions.Count == 0 ? End : _openTransactions.Values.Min();

    /// <summary>The batches kept, in order.</summary>
    public IReadOnlyList<RecordBatch> Batches => _batches;

    /// <summary>Ends with the next append, trim or deletion.</summary>
    public Task NextChange => (_change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Appends a producer's batch; for a repeated one, the offset it got before.</summary>
    public ErrorCode Append(RecordBatch batch, out long offset)
    {
        offset = -1;
        if (batch.Bytes.Length > settings.MaxMessageBytes) return ErrorCode.MessageTooLarge;
        if (batch.ProducerId >= 0)
        {
            var error = _sequences.Check(batch, out var before);
            if (error != ErrorCode.None || before is not null)
            {
                offset = before ?? -1;
                return error;
            }
        }
        offset = End;
        if (batch.Transactional) _openTransactions.TryAdd(batch.ProducerId, offset);
        Add(batch);
        if (batch.ProducerId >= 0) _sequences.Add(batch);
        return ErrorCode.None;
    }

    /// <summary>Ends a producer's transaction here with a marker, whether or not it wrote anything.</summary>
    public void EndTransaction(long producerId, short epoch, bool commit, long nowMs)
    {
        if (_openTransactions.Remove(producerId, out var first) && !commit) _aborted.Add(new AbortedTransaction(producerId, first, End));
        _sequences.Fence(producerId, epoch);
        Add(ControlBatch.Marker(producerId, epoch, commit, nowMs));
    }

    /// <summary>Index in <see cref="Batches"/> of the batch that holds an offset or, if none does, of the next one.</summary>
    public int IndexOf(long offset)
    {
        var (low, high) = (0, _batches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_batches[middle].Last < offset) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Aborted transactions with records between two offsets, both included.</summary>
    public List<AbortedTransaction> AbortedBetween(long from, long to) => _aborted.FindAll(a => a.Marker >= from && a.First <= to);

    /// <summary>Offset and time of the first record at or after a time; null when there is none.</summary>
    public (long Offset, long TimestampMs)? FirstSince(long sinceMs)
    {
        var batch = _batches.Find(b => !b.Control && b.MaxTimestampMs >= sinceMs);
        if (batch is null) return null;
        var found = RecordTimes.FirstSince(batch, sinceMs);
        return (Math.Max(found.Offset, Start), found.TimestampMs);
    }

    /// <summary>Forgets all before an offset, as retention does.</summary>
    public void Trim(long before)
    {
        Start = Math.Clamp(before, Start, End);
        var kept = IndexOf(Start);
        for (var i = 0; i < kept; i++) _bytes -= _batches[i].Bytes.Length;
        _batches.RemoveRange(0, kept);
        _aborted.RemoveAll(a => a.Marker < Start);
        SignalChange();
    }

    /// <summary>Wakes those who wait for a change.</summary>
    public void SignalChange() => Interlocked.Exchange(ref _change, null)?.TrySetResult();

    private void Add(RecordBatch batch)
    {
        batch.PlaceAt(End);
        _batches.Add(batch);
        _bytes += batch.Bytes.Length;
        End = batch.Last + 1;
        if (_bytes > settings.MaxBytes) TrimToSize();
        SignalChange();
    }

    // A tenth more than needed, so that the list is not shifted with every batch.
    private void TrimToSize()
    {
        var (kept, bytes) = (0, _bytes);
        while (bytes > settings.MaxBytes / 10 * 9 && kept < _batches.Count - 1) bytes -= _batches[kept++].Bytes.Length;
        Trim(_batches[kept].First);
    }
}

/// <summary>A transaction that was aborted in a partition: where it began and where its marker is.</summary>
internal readonly record struct AbortedTransaction(long ProducerId, long First, long Marker);
