using System.Diagnostics.CodeAnalysis;
using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>Decodes a message of the compact topic. Bad bytes are an answer, never an exception.</summary>
public static class BatchReader
{
    /// <summary>Decodes one message; nothing in the result refers to <paramref name="batch"/>.</summary>
    public static BatchReadResult Read(ReadOnlySpan<byte> batch)
    {
        if (batch.Length < BatchFormat.FrameBytes || !batch.StartsWith(BatchFormat.Magic)) return Refuse(BatchError.NotABatch);
        // The frame is the same in all versions, so a flipped bit in the version shows as what it is.
        if (!BatchFormat.IsSealed(batch)) return Refuse(BatchError.BadChecksum);
        var version = BatchFormat.VersionOf(batch);
        if (version != BatchFormat.Version) return new BatchReadResult(BatchError.UnknownVersion, null, version);

        var reader = new WireReader(batch[BatchFormat.FrameBytes..]);
        var chunk = ReadChunk(ref reader);
        reader.Require(reader.Remaining == 0);
        return reader.Failed ? Refuse(BatchError.Malformed) : new BatchReadResult(BatchError.None, chunk, version);
    }

    private static BatchReadResult Refuse(BatchError error) => new(error, null, Version: 0);

    private static BatchChunk ReadChunk(ref WireReader reader)
    {
        var chunk = BatchHeader.Read(ref reader);
        var rows = RowColumns.Read(ref reader);
        var (sources, outcomes) = FlushSummary.Read(ref reader);
        return chunk with { Flush = chunk.Flush with { Rows = new RowSet([rows]), Sources = sources, Outcomes = outcomes } };
    }
}

/// <summary>A decoded message, or why there is none.</summary>
/// <param name="Error">Why; <see cref="BatchError.None"/> with a chunk.</param>
/// <param name="Chunk">The chunk; null with an error.</param>
/// <param name="Version">The version the message names; 0 where that cannot be known.</param>
public readonly record struct BatchReadResult(BatchError Error, BatchChunk? Chunk, int Version)
{
    /// <summary>True when there is a chunk.</summary>
    [MemberNotNullWhen(true, nameof(Chunk))]
    public bool IsRead => Error == BatchError.None;
}

/// <summary>Why a message could not be decoded. All of them hold the region until an operator decides.</summary>
public enum BatchError : byte
{
    /// <summary>It was decoded.</summary>
    None = 0,

    /// <summary>Too short, or it does not begin like a batch: something else writes to the topic.</summary>
    NotABatch = 1,

    /// <summary>A whole batch of a version that this program does not know: upgrade it.</summary>
    UnknownVersion = 2,

    /// <summary>Bytes were changed or are missing.</summary>
    BadChecksum = 3,

    /// <summary>The checksum is right, but the content breaks the format: the writer has a defect.</summary>
    Malformed = 4,
}
