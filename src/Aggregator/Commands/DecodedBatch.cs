using Aggregator.Core.Wire;

namespace Aggregator.Commands;

/// <summary>A batch of a compact topic as <c>inspect</c> sees it.</summary>
/// <param name="Flush">The flush, with the rows of this chunk; null when the bytes are no batch.</param>
/// <param name="Chunk">Number of the chunk in its flush, from 0.</param>
/// <param name="Chunks">Chunks of the flush.</param>
/// <param name="Problem">Why the bytes are no batch; null when they are.</param>
public sealed record DecodedBatch(Flush? Flush, int Chunk, int Chunks, string? Problem)
{
    /// <summary>Bytes that are no batch.</summary>
    public static DecodedBatch Unreadable(string problem) => new(null, 0, 0, problem);
}
