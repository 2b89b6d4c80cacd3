using Aggregator.Core.Wire;

namespace Aggregator.Central.Topics;

/// <summary>
/// One stream of a region's compact topic: its chunks put together to flushes, and how far it is merged. Flushes that were
/// merged before a restart come out of it no second time.
/// </summary>
internal sealed class CompactStream(string name, bool isEmbedded, StreamPosition position)
{
    private readonly FlushAssembler _assembler = new();
    private long _next = position.Resume;
    private long _reached = position.Reached;

    /// <summary>Its name in the snapshot and the journal.</summary>
    public string Name => name;

    /// <summary>How far it is merged.</summary>
    public StreamPosition Position => new(_assembler.OldestPendingPosition ?? _next, _reached);

    /// <summary>Where the last whole flush begins; null before the first since the start.</summary>
    public long? LastFlushPosition { get; private set; }

    /// <summary>Flushes that their worker began and never finished.</summary>
    public long DiscardedFlushes => _assembler.DiscardedFlushes;

    /// <summary>Chunks that were read without the ones before them.</summary>
    public long StrayChunks => _assembler.StrayChunks;

    /// <summary>True for a message that was looked at before a restart: what becomes of it was decided then.</summary>
    public bool WasReached(SourceItem message) => message.Position < _reached;

    /// <summary>Takes a chunk; returns the flush that it completes, or null.</summary>
    public WholeFlush? Take(SourceItem message, BatchChunk chunk)
    {
        var isNews = !WasReached(message);
        var flush = _assembler.Add(chunk, message.Position, message.Bytes);
        if (flush is not null && isEmbedded) _assembler.GiveUpAll();
        ReadTo(message.Next);
        if (flush is null) return null;
        LastFlushPosition = _assembler.WholePosition;
        return isNews ? new WholeFlush(name, Position, flush, _assembler.WholeChunks) : null;
    }

    /// <summary>Nothing is left to be read before a position.</summary>
    public void ReadTo(long next)
    {
        _next = next;
        _reached = Math.Max(_reached, next);
    }

    /// <summary>Messages before a position are kept no longer. What began before it stays unfinished.</summary>
    public void GoOnBehind(long next)
    {
        _assembler.GiveUpAll();
        ReadTo(next);
    }

    /// <summary>Begins anew: positions of before mean nothing any more.</summary>
    public void BeginAt(long next)
    {
        _assembler.GiveUpAll();
        _next = _reached = next;
    }
}
