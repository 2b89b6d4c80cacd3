namespace Aggregator.Core.Wire;

/// <summary>The head of a chunk's body: which flush, which part of it, and what holds for all its rows.</summary>
internal static class BatchHeader
{
    /// <summary>Bytes of the longest header that a chunk of this flush can have.</summary>
    public static int MaxBytes(Flush flush)
    {
        var writer = new WireWriter();
        Write(writer, flush, int.MaxValue, int.MaxValue);
        return writer.Length;
    }

    /// <summary>Writes the header of chunk <paramref name="index"/> of <paramref name="count"/>.</summary>
    public static void Write(WireWriter writer, Flush flush, int index, int count)
    {
        writer.Text(flush.Id.Region);
        writer.Text(flush.Id.Worker);
        writer.Count(flush.Id.Epoch);
        writer.Count(flush.Id.Sequence);
        writer.Count(index);
        writer.Count(count);
        writer.Count(flush.WindowSizeMs);
        writer.Count(flush.SlowMs);
        writer.Signed(flush.CreatedMs);
    }

    /// <summary>Reads a header, as a chunk that has no content yet.</summary>
    public static BatchChunk Read(ref WireReader reader)
    {
        var id = new FlushId(reader.Text(), reader.Text(), reader.Count(), reader.Count());
        var index = (int)reader.Count(int.MaxValue);
        var count = (int)reader.Count(int.MaxValue);
        reader.Require(index < count);
        var flush = new Flush(
            id, WindowSizeMs: reader.Count(), SlowMs: reader.Count(), CreatedMs: reader.Signed(),
            Rows: [], Sources: [], Outcomes: []);
        return new BatchChunk(flush, index, count);
    }
}
