using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>
/// One region's compact topic as the centre reads it: chunk by chunk, until a flush is whole. A chunk that cannot be read
/// holds the topic: nothing is guessed, the other topics go on. The merge thread alone calls.
/// </summary>
public sealed class CompactTopic(string name, CompactLog log, long windowSizeMs) : IDisposable
{
    private readonly List<ReadOnlyMemory<byte>> _chunks = [];
    private readonly FlushAssembler _assembler = new();
    private CompactLogReader? _reader;
    private FlushId _chunksOf;
    private long _chunksPosition;
    private long _lastFlushPosition;

    /// <summary>The source region.</summary>
    public string Name { get; } = name;

    /// <summary>Position after the last whole flush: where a restart reads on.</summary>
    public long ResumePosition { get; private set; }

    /// <summary>Why reading stopped and what to do, or null while it goes on.</summary>
    public string? Held { get; private set; }

    /// <summary>Bytes of the topic that come after <see cref="ResumePosition"/>. Any thread.</summary>
    public long UnreadBytes => Math.Max(0, log.TailPosition - ResumePosition);

    /// <summary>Flushes that their worker began and never finished. Any thread.</summary>
    public long DiscardedFlushes => _assembler.DiscardedFlushes;

    /// <summary>Chunks that were read without the ones before them. Any thread.</summary>
    public long StrayChunks => _assembler.StrayChunks;

    /// <summary>Chunks of the flush that <see cref="TryRead"/> returned last, as they were on the wire.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks => _chunks;

    /// <summary>Begins to read at a <see cref="ResumePosition"/> of before, or with null at the first position kept.</summary>
    /// <exception cref="CompactLogException">What comes after the position was truncated, or the log is another one.</exception>
    public void Open(long? position)
    {
        ResumePosition = position ?? log.BeginPosition;
        _lastFlushPosition = log.BeginPosition;
        _reader = log.OpenReader(ResumePosition);
    }

    /// <summary>The next whole flush, or null when there is none yet or the topic is held.</summary>
    public Flush? TryRead()
    {
        if (Held is not null || _reader is null) return null;
        try
        {
            while (_reader.TryRead(out var bytes, out var position, out var next))
            {
                if (Decode(bytes, position) is not { } chunk) return null;
                Gather(chunk, bytes, position);
                if (_assembler.Add(chunk, position) is not { } flush) continue;
                (ResumePosition, _lastFlushPosition) = (next, _chunksPosition);
                _chunksOf = default; // the same flush may come again
                return flush;
            }
        }
        catch (IOException e)
        {
            Held = e.Message;
        }
        return null;
    }

    /// <summary>
    /// The saved state covers everything that was returned: frees it, but for the last whole flush, which tells the
    /// regional job where to go on after a restart.
    /// </summary>
    public void Release() => log.TruncateBefore(_lastFlushPosition);

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();

    /// <summary>A log has one writer, so the chunks of a flush stand together; those of a torn one are followed by another's.</summary>
    private void Gather(BatchChunk chunk, ReadOnlyMemory<byte> bytes, long position)
    {
        if (_chunks.Count == 0 || _chunksOf != chunk.Flush.Id)
        {
            _chunks.Clear();
            (_chunksOf, _chunksPosition) = (chunk.Flush.Id, position);
        }
        _chunks.Add(bytes);
    }

    private BatchChunk? Decode(ReadOnlyMemory<byte> bytes, long position)
    {
        var result = BatchReader.Read(bytes.Span);
        Held = result switch
        {
            { Error: BatchError.UnknownVersion } =>
                $"the batch at position {position} has version {result.Version}, which this program does not know. Upgrade the central job first, then the regional jobs.",
            { IsRead: false } =>
                $"the batch at position {position} cannot be read ({result.Error}). Something changed the topic's files, or another program writes there: restore them from a copy.",
            { Chunk.Flush.WindowSizeMs: var size } when size != windowSizeMs =>
                $"the batch at position {position} has windows of {size} ms, but the central job's windows.size is {windowSizeMs} ms. Give both the same.",
            _ => null,
        };
        return Held is null ? result.Chunk : null;
    }
}
