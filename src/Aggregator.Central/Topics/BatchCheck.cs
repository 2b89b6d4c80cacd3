using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Aggregator.Central.State;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Topics;

/// <summary>Says whether a message of a region's topic can be merged, or else why not. Nothing is guessed.</summary>
internal sealed class BatchCheck(string region, long windowSizeMs)
{
    // By the longest name that a stream of the region can have, so that it does not depend on the partition.
    private readonly int _mostBytes = JournalEntry.MostBatchBytes(BatchAddress.StreamOf(region, int.MaxValue));

    /// <summary>Decodes a message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="chunk">The chunk, when the answer is true.</param>
    /// <param name="problem">The rest of a sentence that begins with the message's name, when it is false.</param>
    public bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BatchChunk? chunk, [NotNullWhen(false)] out string? problem)
    {
        chunk = null;
        // Decoding takes memory for what a message says, so its length comes first.
        problem = WhyTooLong(bytes.Length);
        if (problem is not null) return false;
        var result = BatchReader.Read(bytes);
        problem = result.Chunk is { } read ? WhyForeign(read.Flush) ?? WhyOfTooMany(read.Count) : WhyUnreadable(result, bytes);
        if (problem is null) chunk = result.Chunk;
        return problem is null;
    }

    private static string WhyUnreadable(BatchReadResult result, ReadOnlySpan<byte> bytes) => result.Error switch
    {
        BatchError.UnknownVersion =>
            $"has version {result.Version}, which this program does not know. Upgrade the central job first, then the regional jobs.",
        BatchError.NotABatch when bytes.IsEmpty => "is empty: another program writes to the topic.",
        BatchError.NotABatch when bytes[0] == (byte)'{' =>
            "is JSON: the regional job writes rows for other consumers (compact.format: json). Let it write binary batches, or read the topic that has them.",
        BatchError.NotABatch => "is no batch: another program writes to the topic.",
        BatchError.BadChecksum => "is damaged (its checksum is wrong).",
        _ => string.Create(CultureInfo.InvariantCulture, $"breaks the format ({result.Error}): its writer has a defect."),
    };

    // Regional jobs cut flushes into chunks of half of it; a single row, source or outcome that is longer, none of them makes.
    private string? WhyTooLong(int bytes) => bytes <= _mostBytes ? null : string.Create(
        CultureInfo.InvariantCulture, $"has {bytes} bytes, more than the central job takes ({_mostBytes}): its writer must cut flushes into shorter chunks.");

    // All that is read of a flush is kept until it is whole.
    private static string? WhyOfTooMany(int chunks) => chunks <= FlushAssembler.MostChunks ? null : string.Create(
        CultureInfo.InvariantCulture, $"is one of {chunks} chunks of a flush, more than the central job takes ({FlushAssembler.MostChunks}): its writer must flush earlier.");

    private string? WhyForeign(Flush flush)
    {
        if (flush.WindowSizeMs != windowSizeMs)
            return $"has windows of {flush.WindowSizeMs} ms, but the central job's windows.size is {windowSizeMs} ms. Give both the same.";
        if (!string.Equals(flush.Id.Region, region, StringComparison.Ordinal))
            return $"is of the region {flush.Id.Region}, but the central job calls the topic's region {region}. Name it so in both configurations, and give each region a topic of its own.";
        return null;
    }
}
