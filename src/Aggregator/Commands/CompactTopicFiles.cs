using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;

namespace Aggregator.Commands;

/// <summary>Reads the embedded compact topic for <c>inspect</c>, while no job runs over it.</summary>
internal static class CompactTopicFiles
{
    /// <summary>The batches in a folder, in order.</summary>
    /// <exception cref="CompactLogException">There is no log, or a job holds it.</exception>
    public static IEnumerable<(long Position, byte[] Batch)> Read(string folder)
    {
        using var log = CompactLog.OpenReadOnly(folder);
        using var reader = log.OpenReader(log.BeginPosition);
        while (reader.TryRead(out var batch, out var position, out _)) yield return (position, batch.ToArray());
    }

    /// <summary>One batch, or why it is none.</summary>
    public static DecodedBatch Decode(byte[] batch)
    {
        var read = BatchReader.Read(batch);
        return read switch
        {
            { IsRead: true } => new DecodedBatch(read.Chunk.Flush, read.Chunk.Index, read.Chunk.Count, null),
            { Error: BatchError.UnknownVersion } => DecodedBatch.Unreadable($"a batch of version {read.Version}, which this program does not know; use a newer one"),
            { Error: BatchError.NotABatch } => DecodedBatch.Unreadable("is no batch of the compact topic; name a folder under compact/ of a data directory"),
            { Error: BatchError.BadChecksum } => DecodedBatch.Unreadable("the checksum is wrong: bytes were changed or are missing"),
            _ => DecodedBatch.Unreadable("breaks the format although its checksum is right: the writer has a defect"),
        };
    }
}
