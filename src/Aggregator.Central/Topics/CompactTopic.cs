using Aggregator.Core.Wire;

namespace Aggregator.Central.Topics;

/// <summary>
/// One region's compact topic as the centre reads it: chunk by chunk, until a flush is whole. A message that cannot be read
/// holds the region, all streams of it: nothing is guessed, and the other regions go on. The merge thread alone calls,
/// except for what says otherwise.
/// </summary>
/// <param name="region">The source region.</param>
/// <param name="source">Where messages come from; owned.</param>
/// <param name="windowSizeMs">Size of a window in ms: batches with others are held.</param>
/// <param name="skips">Messages that the operator lets it pass over when they cannot be read.</param>
public sealed class CompactTopic(string region, ITopicSource source, long windowSizeMs, IEnumerable<BatchAddress>? skips = null) : IDisposable
{
    private readonly BatchCheck _check = new(region, windowSizeMs);
    private readonly HashSet<(string, long)> _skips = [.. (skips ?? []).Select(skip => (skip.Stream, skip.Offset))];
    private readonly Dictionary<string, CompactStream> _streams = new(StringComparer.Ordinal);
    private long _discardedFlushes;
    private long _strayChunks;
    private long _lastCreatedMs;
    private volatile string? _held;

    /// <summary>The source region.</summary>
    public string Region { get; } = region;

    /// <summary>Where its messages come from.</summary>
    public ITopicSource Source => source;

    /// <summary>Why reading stopped and what to do, or null while it goes on. Any thread.</summary>
    public string? Held => _held;

    /// <summary>Flushes that their worker began and never finished. Any thread.</summary>
    public long DiscardedFlushes => Volatile.Read(ref _discardedFlushes);

    /// <summary>Chunks that were read without the ones before them. Any thread.</summary>
    public long StrayChunks => Volatile.Read(ref _strayChunks);

    /// <summary>When the newest flush read was made, in ms of its worker's clock; 0 before the first. Any thread.</summary>
    public long LastCreatedMs => Volatile.Read(ref _lastCreatedMs);

    /// <summary>Bytes of all messages read since the start, whatever became of them.</summary>
    public long BytesRead { get; private set; }

    /// <summary>How far each stream is merged.</summary>
    public IEnumerable<KeyValuePair<string, StreamPosition>> Positions =>
        _streams.Values.Select(stream => KeyValuePair.Create(stream.Name, stream.Position));

    /// <summary>Begins to read where it stood before.</summary>
    /// <param name="positions">Of every stream of every region.</param>
    /// <exception cref="IOException">An embedded log was truncated past its position, or is another one.</exception>
    public void Open(IReadOnlyDictionary<string, StreamPosition> positions)
    {
        foreach (var (name, position) in source.Open(positions)) _streams.Add(name, new CompactStream(name, source.IsEmbedded, position));
    }

    /// <summary>The next thing to do, or null when there is none at the moment, its share is used up, or the region is held.</summary>
    /// <param name="untilBytes">Reads no further message once <see cref="BytesRead"/> has come so far.</param>
    public TopicRead? TryRead(long untilBytes = long.MaxValue)
    {
        if (Held is not null) return null;
        try
        {
            while (BytesRead < untilBytes && source.Read() is { Kind: not SourceItemKind.Nothing } item)
            {
                BytesRead += item.Bytes.Length;
                if (Take(item) is { } read) return read;
                if (Held is not null) return null;
            }
        }
        catch (IOException e)
        {
            _held = e.Message;
        }
        return null;
    }

    /// <summary>The saved state covers everything that was returned: lets the source free it.</summary>
    public void Release()
    {
        foreach (var stream in _streams.Values)
        {
            if (stream.LastFlushPosition is { } position) source.Release(stream.Name, position);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private TopicRead? Take(SourceItem item)
    {
        if (!_streams.TryGetValue(item.Stream, out var stream))
            _streams.Add(item.Stream, stream = new CompactStream(item.Stream, source.IsEmbedded, StreamPosition.At(item.Position)));
        switch (item.Kind)
        {
            case SourceItemKind.Message:
                return Decode(stream, item);
            case SourceItemKind.End:
                stream.ReadTo(item.Next);
                return null;
            case SourceItemKind.Expired:
                // What was merged before a restart and read again only for an unfinished flush is no loss.
                var from = Math.Max(item.Position, stream.Position.Reached);
                stream.GoOnBehind(item.Next);
                return from < item.Next ? Pass(stream, PassReason.Expired, from, item.Next) : null;
            case SourceItemKind.Replaced:
                stream.BeginAt(item.Next);
                return Pass(stream, PassReason.Replaced, item.Position, item.Next);
            default:
                throw new InvalidOperationException($"A source gave an item of the unknown kind {item.Kind}.");
        }
    }

    private TopicRead? Decode(CompactStream stream, SourceItem item)
    {
        if (_check.TryRead(item.Bytes.Span, out var chunk, out var problem)) return Take(stream, item, chunk);
        if (stream.WasReached(item))
        {
            stream.ReadTo(item.Next);
            return null;
        }
        if (_skips.Contains((item.Stream, item.Position)))
        {
            stream.ReadTo(item.Next);
            return Pass(stream, PassReason.Skipped, item.Position, item.Next);
        }
        _held = $"the batch {source.NameOf(item.Stream, item.Position)} {problem} {source.RemedyFor(item.Stream, item.Position)}";
        return null;
    }

    private WholeFlush? Take(CompactStream stream, SourceItem item, BatchChunk chunk)
    {
        var (discarded, stray) = (stream.DiscardedFlushes, stream.StrayChunks);
        var whole = stream.Take(item, chunk);
        Volatile.Write(ref _discardedFlushes, _discardedFlushes + stream.DiscardedFlushes - discarded);
        Volatile.Write(ref _strayChunks, _strayChunks + stream.StrayChunks - stray);
        if (whole is not null) Volatile.Write(ref _lastCreatedMs, whole.Flush.CreatedMs);
        return whole;
    }

    private PassedOver Pass(CompactStream stream, PassReason reason, long from, long next) =>
        new(stream.Name, stream.Position, Region, reason, from, next);
}
