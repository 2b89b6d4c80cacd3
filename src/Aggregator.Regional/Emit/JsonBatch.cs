using System.Buffers;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>
/// Encodes the rows of a flush for other consumers than the central job: messages of JSON objects, one a line
/// (docs/WIRE-FORMAT.md). Sources and outcomes are left out, so a heartbeat is no message at all.
/// </summary>
public static class JsonBatch
{
    /// <summary>The messages of a flush, made one after the other; each with memory of its own.</summary>
    /// <param name="flush">The flush.</param>
    /// <param name="maxMessageBytes">Longest message; only a single row may be longer.</param>
    public static IEnumerable<byte[]> Write(Flush flush, int maxMessageBytes = BatchWriter.DefaultMaxChunkBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxMessageBytes);
        return Messages(flush, maxMessageBytes);
    }

    private static IEnumerable<byte[]> Messages(Flush flush, int maxMessageBytes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var rows = new JsonRowWriter(buffer);
        foreach (var row in flush.Rows)
        {
            var before = buffer.WrittenCount;
            rows.Write(row, flush.Id.Region, flush.Id.Worker);
            if (before == 0 || buffer.WrittenCount <= maxMessageBytes) continue;
            yield return buffer.WrittenSpan[..before].ToArray();
            var last = buffer.WrittenSpan[before..].ToArray();
            buffer.ResetWrittenCount();
            buffer.Write(last);
        }
        if (buffer.WrittenCount > 0) yield return buffer.WrittenSpan.ToArray();
    }
}
