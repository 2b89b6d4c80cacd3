using Aggregator.Core.Transport.Local;

namespace Aggregator.Central.Topics;

/// <summary>A region's compact topic as a log of this process: one stream, named like the region.</summary>
/// <param name="region">The source region.</param>
/// <param name="log">The log; not owned.</param>
public sealed class LocalTopicSource(string region, CompactLog log) : ITopicSource
{
    private CompactLogReader? _reader;
    private long _position;

    /// <inheritdoc/>
    public bool IsEmbedded => true;

    /// <summary>Bytes that were not read yet. Any thread.</summary>
    public long UnreadBytes => Math.Max(0, log.TailPosition - Volatile.Read(ref _position));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, StreamPosition> Open(IReadOnlyDictionary<string, StreamPosition> positions)
    {
        var position = positions.TryGetValue(region, out var saved) ? saved : StreamPosition.At(log.BeginPosition);
        _reader = log.OpenReader(position.Resume);
        _position = position.Resume;
        return new Dictionary<string, StreamPosition>(StringComparer.Ordinal) { [region] = position };
    }

    /// <inheritdoc/>
    public SourceItem Read()
    {
        if (_reader is null || !_reader.TryRead(out var bytes, out var position, out var next)) return SourceItem.Nothing;
        Volatile.Write(ref _position, next);
        return new SourceItem(SourceItemKind.Message, region, position, next, bytes);
    }

    /// <summary>Frees all but the last whole flush, which tells the regional job where to go on after a restart.</summary>
    public void Release(string stream, long position) => log.TruncateBefore(position);

    /// <inheritdoc/>
    public string NameOf(string stream, long position) => $"at position {position}";

    /// <inheritdoc/>
    public string RemedyFor(string stream, long position) =>
        $"If something changed the files in {log.DirectoryPath}, restore them from a copy.";

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();
}
