using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>Encodes a flush as messages of the compact topic, byte by byte as docs/WIRE-FORMAT.md says.</summary>
public static class BatchWriter
{
    /// <summary>Longest chunk by default: half of Kafka's default limit of a message.</summary>
    public const int DefaultMaxChunkBytes = 512 * 1024;

    // A first guess at the rows of a chunk; fewer bytes than real rows take, so that it errs on the side of one more try.
    private const int FewestBytesPerRow = 8;

    // Part of a chunk that is aimed at, so that the next cut rarely needs another try.
    private const double Fill = 0.95;

    /// <summary>
    /// Encodes a flush, in one chunk or more; the rows are sorted first if they are not. A chunk is longer than
    /// <paramref name="maxChunkBytes"/> only if a single row is, or the sources and outcomes alone are.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The flush breaks an invariant: two rows of one group and level, measures that no logs can have, a negative number.
    /// </exception>
    public static IReadOnlyList<byte[]> Write(Flush flush, int maxChunkBytes = DefaultMaxChunkBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxChunkBytes);
        var room = Math.Max(1, maxChunkBytes - BatchFormat.FrameBytes - BatchHeader.MaxBytes(flush));
        var contents = Cut(InOrder(flush), room);
        AddSummary(contents, flush, room);
        return [.. contents.Select((content, index) => Assemble(flush, index, contents.Count, content))];
    }

    private static Row[] InOrder(Flush flush)
    {
        Row[] rows = [.. flush.Rows];
        foreach (var row in rows)
        {
            if (!row.Measures.IsConsistent())
                throw new ArgumentException($"Measures that no logs can have: {row.Key}.", nameof(flush));
        }
        if (OutOfOrder(rows) is null) return rows;
        Array.Sort(rows, Row.Compare);
        // What is out of order even now is there twice.
        if (OutOfOrder(rows) is { } twice)
            throw new ArgumentException($"Two rows of one group and level: {twice.Key}, {twice.Level}.", nameof(flush));
        return rows;
    }

    /// <summary>The first row that does not come after the one before it; null when there is none.</summary>
    private static Row? OutOfOrder(Row[] rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (Row.Compare(rows[i - 1], rows[i]) >= 0) return rows[i];
        }
        return null;
    }

    private static List<byte[]> Cut(Row[] rows, int room)
    {
        var contents = new List<byte[]>();
        var guess = Math.Max(1, room / FewestBytesPerRow);
        for (var from = 0; from < rows.Length;)
        {
            var count = Math.Min(guess, rows.Length - from);
            var content = Encode(new ArraySegment<Row>(rows, from, count));
            guess = Math.Max(1, (int)(Fill * count * room / content.Length));
            if (content.Length > room && count > 1) continue;
            contents.Add(content);
            from += count;
        }
        return contents;
    }

    private static byte[] Encode(ArraySegment<Row> rows)
    {
        var writer = new WireWriter();
        RowColumns.Write(writer, rows);
        return writer.Written.ToArray();
    }

    // On the last chunk with rows if it fits there, else on one of its own.
    private static void AddSummary(List<byte[]> contents, Flush flush, int room)
    {
        var writer = new WireWriter();
        FlushSummary.Write(writer, flush.Sources, flush.Outcomes);
        if (contents.Count == 0 || contents[^1].Length + writer.Length > room) contents.Add(Encode([]));
        contents[^1] = [.. contents[^1], .. writer.Written];
    }

    private static byte[] Assemble(Flush flush, int index, int count, byte[] content)
    {
        var writer = new WireWriter();
        BatchHeader.Write(writer, flush, index, count);
        byte[] batch = [.. new byte[BatchFormat.FrameBytes], .. writer.Written, .. content];
        BatchFormat.Seal(batch);
        return batch;
    }
}
