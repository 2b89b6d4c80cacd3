using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>
/// What one partition remembers of its idempotent producers: a batch that comes again is answered as before, one that would
/// leave a hole or comes from a former epoch is refused. <paramref name="acceptUnknown"/>: the partition's memory was lost
/// with its former topic, so a producer it does not know may begin anywhere.
/// </summary>
internal sealed class ProducerSequences(bool acceptUnknown)
{
    // As many as a producer may have in flight, so the last of them can still be recognised.
    private const int Remembered = 5;

    private readonly Dictionary<long, Memory> _producers = [];

    /// <summary>Whether the batch may be appended; for a repeated one, the offset that it has already.</summary>
    public ErrorCode Check(RecordBatch batch, out long? appendedAt)
    {
        appendedAt = null;
        if (!_producers.TryGetValue(batch.ProducerId, out var memory))
        {
            return batch.FirstSequence == 0 || acceptUnknown ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
        }
        if (batch.ProducerEpoch < memory.Epoch) return ErrorCode.InvalidProducerEpoch;
        if (batch.ProducerEpoch > memory.Epoch) return batch.FirstSequence == 0 ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
        foreach (var (first, last, offset) in memory.Recent)
        {
            if (first == batch.FirstSequence && last == batch.LastSequence) appendedAt = offset;
        }
        return appendedAt is not null || batch.FirstSequence == memory.Next ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Remembers a batch that has been appended.</summary>
    public void Add(RecordBatch batch)
    {
        if (!_producers.TryGetValue(batch.ProducerId, out var memory) || memory.Epoch != batch.ProducerEpoch)
        {
            _producers[batch.ProducerId] = memory = new Memory(batch.ProducerEpoch);
        }
        memory.Recent.Enqueue((batch.FirstSequence, batch.LastSequence, batch.First));
        if (memory.Recent.Count > Remembered) memory.Recent.Dequeue();
        memory.Next = (int)((batch.LastSequence + 1L) & int.MaxValue);
    }

    /// <summary>A marker of a later epoch fences the producer's former ones.</summary>
    public void Fence(long producerId, short epoch)
    {
        if (_producers.TryGetValue(producerId, out var memory) && memory.Epoch < epoch) _producers[producerId] = new Memory(epoch);
    }

    private sealed class Memory(short epoch)
    {
        public short Epoch => epoch;

        public Queue<(int First, int Last, long Offset)> Recent { get; } = new();

        public int Next { get; set; }
    }
}
