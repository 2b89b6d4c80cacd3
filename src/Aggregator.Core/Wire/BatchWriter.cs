using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>Encodes a flush as messages of the compact topic, byte by byte as docs/WIRE-FORMAT.md says.</summary>
public static class BatchWriter
{
    /// <summary>Longest chunk by default: half of Kafka's default limit of a message.</summary>
    public const int DefaultMaxChunkBytes = 512 * 1024;

    // A first guess at the items of a chunk; fewer bytes than real ones take, so that it errs on the side of one more try.
    private const int FewestBytesPerItem = 8;

    // Part of a chunk that is aimed at, so that the next cut rarely needs another try.
    private const double Fill = 0.95;

    private static readonly byte[] NoRows = EncodeRows(RowBlock.Empty, .., new WireWriter(), new ColumnRoom());
    private static readonly byte[] NoSummary = EncodeSummary([], []);

    /// <summary>
    /// Encodes a flush, in one chunk or more; the rows are sorted first if they are not. A chunk is longer than
    /// <paramref name="maxChunkBytes"/> only if a single row, source or outcome is.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The flush breaks an invariant: two rows of one group and level, measures that no logs can have, an HTTP code that is not from 0 to 999,
    /// a negative number, more logs than 2^40.
    /// </exception>
    public static IReadOnlyList<byte[]> Write(Flush flush, int maxChunkBytes = DefaultMaxChunkBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxChunkBytes);
        var room = Math.Max(1, maxChunkBytes - BatchFormat.FrameBytes - BatchHeader.MaxBytes(flush));
        var contents = Contents(flush, room);
        return [.. contents.Select((content, index) => Assemble(flush, index, contents.Count, content))];
    }

    private static RowBlock InOrder(Flush flush)
    {
        var block = flush.Rows.Blocks is [var one] ? one : RowBlock.Join(flush.Rows.Blocks);
        for (var row = 0; row < block.Count; row++)
        {
            if (!block.Measures.IsConsistent(row)) throw new ArgumentException($"Measures that no logs can have: {block.KeyOf(row)}.", nameof(flush));
        }
        if (OutOfOrder(block) < 0) return block;
        block = block.Pick(RowMerge.InOrder(block));
        // What is out of order even now is there twice.
        return OutOfOrder(block) is var twice and >= 0
            ? throw new ArgumentException($"Two rows of one group and level: {block.KeyOf(twice)}, {block.Level[twice]}.", nameof(flush))
            : block;
    }

    /// <summary>The first row that does not come after the one before it; -1 when there is none.</summary>
    private static int OutOfOrder(RowBlock block)
    {
        for (var row = 1; row < block.Count; row++)
        {
            if (block.Compare(row - 1, row) >= 0) return row;
        }
        return -1;
    }

    /// <summary>
    /// The rows, cut; then the sources and outcomes: on the last chunk with rows if they fit there, else on one of their
    /// own, else cut as well.
    /// </summary>
    private static List<Content> Contents(Flush flush, int room)
    {
        List<Content> contents = [.. CutRows(InOrder(flush), room - NoSummary.Length).Select(rows => new Content(rows, NoSummary))];
        SourceProgress[] sources = [.. flush.Sources];
        OutcomeCount[] outcomes = [.. flush.Outcomes];
        var summary = EncodeSummary(sources, outcomes);
        if (contents.Count > 0 && contents[^1].Rows.Length + summary.Length <= room)
        {
            contents[^1] = contents[^1] with { Summary = summary };
        }
        else if (NoRows.Length + summary.Length <= room || sources.Length + outcomes.Length <= 1)
        {
            contents.Add(new Content(NoRows, summary));
        }
        else
        {
            contents.AddRange(CutItems(sources, room - NoRows.Length, part => EncodeSummary(part, [])).Select(part => new Content(NoRows, part)));
            contents.AddRange(CutItems(outcomes, room - NoRows.Length, part => EncodeSummary([], part)).Select(part => new Content(NoRows, part)));
        }
        return contents;
    }

    private static List<byte[]> CutRows(RowBlock block, int room)
    {
        var (writer, columns) = (new WireWriter(), new ColumnRoom());
        return Cut(block.Count, room, rows => EncodeRows(block, rows, writer, columns));
    }

    private static List<byte[]> CutItems<T>(T[] items, int room, Func<T[], byte[]> encode) => Cut(items.Length, room, part => encode(items[part]));

    private static List<byte[]> Cut(int items, int room, Func<Range, byte[]> encode)
    {
        var parts = new List<byte[]>();
        var guess = Math.Max(1, room / FewestBytesPerItem);
        for (var from = 0; from < items;)
        {
            var count = Math.Min(guess, items - from);
            var part = encode(from..(from + count));
            guess = Math.Max(1, (int)(Fill * count * room / part.Length));
            if (part.Length > room && count > 1) continue;
            parts.Add(part);
            from += count;
        }
        return parts;
    }

    private static byte[] EncodeRows(RowBlock block, Range rows, WireWriter writer, ColumnRoom room)
    {
        writer.Clear();
        RowColumns.Write(writer, block, rows, room);
        return writer.Written.ToArray();
    }

    private static byte[] EncodeSummary(IReadOnlyList<SourceProgress> sources, IReadOnlyList<OutcomeCount> outcomes)
    {
        var writer = new WireWriter();
        FlushSummary.Write(writer, sources, outcomes);
        return writer.Written.ToArray();
    }

    private static byte[] Assemble(Flush flush, int index, int count, Content content)
    {
        var writer = new WireWriter();
        BatchHeader.Write(writer, flush, index, count);
        byte[] batch = [.. new byte[BatchFormat.FrameBytes], .. writer.Written, .. content.Rows, .. content.Summary];
        BatchFormat.Seal(batch);
        return batch;
    }

    /// <summary>What a chunk says after its header.</summary>
    private readonly record struct Content(byte[] Rows, byte[] Summary);
}
