using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>Where a region's worker stopped: what the last whole flush in its compact log says. A restart goes on from there.</summary>
/// <param name="Epoch">The newest incarnation that wrote anything, if only a part of a flush; 0 when there is none.</param>
/// <param name="CreatedMs">Wall time of that flush, in ms since the Unix epoch.</param>
/// <param name="Sources">Progress of every partition at that flush.</param>
public sealed record LastFlush(long Epoch, long CreatedMs, IReadOnlyList<SourceProgress> Sources)
{
    /// <summary>Nothing was ever flushed.</summary>
    public static LastFlush None { get; } = new(0, 0, []);

    /// <summary>The epoch of the worker's next incarnation: above this one's, also when the clock was set back.</summary>
    public long NextEpoch(long nowMs) => Math.Max(Epoch + 1, nowMs);

    /// <summary>Reads the log from its begin, which truncation keeps close to its end.</summary>
    /// <exception cref="InvalidDataException">A batch cannot be read, so it is not known where to go on.</exception>
    public static LastFlush Find(CompactLog log)
    {
        var found = None;
        var assembler = new FlushAssembler();
        using var reader = log.OpenReader(log.BeginPosition);
        while (reader.TryRead(out var bytes, out var position, out _))
        {
            if (BatchReader.Read(bytes.Span).Chunk is not { } chunk)
            {
                throw new InvalidDataException(
                    $"The compact log in {log.DirectoryPath} holds a batch at position {position} that this program cannot read, so it is not known where the logs were read to. Use the program version that wrote it.");
            }
            found = found with { Epoch = Math.Max(found.Epoch, chunk.Flush.Id.Epoch) };
            if (assembler.Add(chunk, position) is { } flush) found = found with { CreatedMs = flush.CreatedMs, Sources = flush.Sources };
        }
        return found;
    }
}
