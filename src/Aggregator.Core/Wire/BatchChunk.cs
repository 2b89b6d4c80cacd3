namespace Aggregator.Core.Wire;

/// <summary>One message of the compact topic, decoded: part <paramref name="Index"/> of the <paramref name="Count"/> of a flush.</summary>
/// <param name="Flush">The flush, of which this chunk has some of the rows, sources and outcomes.</param>
/// <param name="Index">Number of the chunk, from 0.</param>
/// <param name="Count">Chunks of the flush, at least 1.</param>
public sealed record BatchChunk(Flush Flush, int Index, int Count)
{
    /// <summary>True for the chunk that completes the flush.</summary>
    public bool IsLast => Index == Count - 1;
}
