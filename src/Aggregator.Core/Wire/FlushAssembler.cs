using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>
/// Puts the chunks of flushes together again. A flush is whole once all its chunks were read, in order; chunks of
/// different workers may interleave. One for each stream of a region's compact topic; not thread-safe.
/// </summary>
/// <remarks>
/// What is pending need not be saved: after a restart, read again from <see cref="OldestPendingPosition"/> (or the
/// position after the last chunk, if there is none) into a new assembler. Flushes that were whole before come out again,
/// as exact repeats, which the centre drops by their <see cref="FlushId"/>. A flush that its worker never finished is
/// given up after <see cref="MostChunksBetween"/> other chunks, so that memory and that position are bounded.
/// </remarks>
public sealed class FlushAssembler
{
    /// <summary>
    /// A flush is given up when this many chunks of others were read since its last one. A worker writes the chunks of a
    /// flush at once, so 100 workers with 10 chunks each leave at most 1,000 between.
    /// </summary>
    public const int MostChunksBetween = 4096;

    /// <summary>
    /// Most chunks of a flush that the centre takes: what is kept of a flush that is not whole is bounded by them. 2 GB of rows,
    /// more than a worker with the highest <c>windows.max_groups</c> sends (100 million groups of 12 bytes).
    /// </summary>
    public const int MostChunks = 4096;

    private readonly Dictionary<(string Region, string Worker), PendingFlush> _pending = [];
    private long _chunks;

    /// <summary>Flushes given up unfinished, because their worker went on with a newer one, skipped a chunk, or fell silent.</summary>
    public long DiscardedFlushes { get; private set; }

    /// <summary>Chunks whose flush was not read from its first one: reading began in its middle, or it was given up.</summary>
    public long StrayChunks { get; private set; }

    /// <summary>Flushes begun and not whole yet.</summary>
    public int PendingFlushes => _pending.Count;

    /// <summary>Position of the first chunk of the flush that is pending longest; null when none is.</summary>
    public long? OldestPendingPosition => _pending.Count == 0 ? null : _pending.Values.Min(flush => flush.Position);

    /// <summary>The chunks of the flush that <see cref="Add"/> returned last, as they were on the wire, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> WholeChunks { get; private set; } = [];

    /// <summary>Position of the first of <see cref="WholeChunks"/>.</summary>
    public long WholePosition { get; private set; }

    /// <summary>Takes the next chunk of the stream; returns the flush that it completes, or null.</summary>
    /// <param name="chunk">The chunk; of at most <see cref="MostChunks"/> when another program wrote it.</param>
    /// <param name="position">Where it stands in the stream; kept only for <see cref="OldestPendingPosition"/>.</param>
    /// <param name="bytes">The chunk as it was on the wire, for <see cref="WholeChunks"/>; kept, not copied.</param>
    public Flush? Add(BatchChunk chunk, long position, ReadOnlyMemory<byte> bytes = default)
    {
        _chunks++;
        GiveUpSilentWorkers();
        var id = chunk.Flush.Id;
        var worker = (id.Region, id.Worker);
        var pending = _pending.GetValueOrDefault(worker);
        if (pending is not null && pending.Id != id)
        {
            // A worker's older flush after a newer one comes from a worker that was replaced: it takes nothing away.
            if (pending.IsNewerThan(id)) return AddAlone(chunk, position, bytes);
            GiveUp(worker);
            pending = null;
        }
        if (pending is null)
        {
            if (chunk.Index > 0 || chunk.Count == 1) return AddAlone(chunk, position, bytes);
            _pending.Add(worker, pending = new PendingFlush(id, position));
        }
        return Continue(pending, chunk, position, bytes);
    }

    /// <summary>Gives up every flush that is not whole: its other chunks will not come, or not in this order.</summary>
    public void GiveUpAll()
    {
        DiscardedFlushes += _pending.Count;
        _pending.Clear();
    }

    private Flush? AddAlone(BatchChunk chunk, long position, ReadOnlyMemory<byte> bytes)
    {
        if (chunk.Count == 1)
        {
            (WholeChunks, WholePosition) = ([bytes], position);
            return chunk.Flush;
        }
        StrayChunks++;
        return null;
    }

    private Flush? Continue(PendingFlush pending, BatchChunk chunk, long position, ReadOnlyMemory<byte> bytes)
    {
        pending.LastChunk = _chunks;
        if (chunk.Index < pending.Parts.Count) return null; // sent twice
        var worker = (pending.Id.Region, pending.Id.Worker);
        if (chunk.Index > pending.Parts.Count)
        {
            GiveUp(worker);
            return AddAlone(chunk, position, bytes);
        }
        pending.Parts.Add(chunk.Flush);
        pending.Chunks.Add(bytes);
        if (!chunk.IsLast) return null;
        _pending.Remove(worker);
        (WholeChunks, WholePosition) = (pending.Chunks, pending.Position);
        return pending.Whole();
    }

    private void GiveUpSilentWorkers()
    {
        foreach (var (worker, flush) in _pending)
        {
            if (_chunks - flush.LastChunk > MostChunksBetween) GiveUp(worker);
        }
    }

    private void GiveUp((string Region, string Worker) worker)
    {
        _pending.Remove(worker);
        DiscardedFlushes++;
    }

    private sealed class PendingFlush(FlushId id, long position)
    {
        public FlushId Id => id;

        public long Position => position;

        public List<Flush> Parts { get; } = [];

        public List<ReadOnlyMemory<byte>> Chunks { get; } = [];

        public long LastChunk { get; set; }

        public Flush Whole() => Parts[^1] with
        {
            Rows = new RowSet([.. Parts.SelectMany(part => part.Rows.Blocks)]),
            Sources = Joined(part => part.Sources),
            Outcomes = Joined(part => part.Outcomes),
        };

        private List<T> Joined<T>(Func<Flush, IReadOnlyList<T>> items) => [.. Parts.SelectMany(items)];

        public bool IsNewerThan(FlushId other) =>
            Id.Epoch != other.Epoch ? Id.Epoch > other.Epoch : Id.Sequence > other.Sequence;
    }
}
