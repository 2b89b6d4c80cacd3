using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Topics;

namespace Aggregator.Commands;

/// <summary>Shows the batches of a compact topic. What is none is told, and the next one read.</summary>
internal sealed class BatchInspection(Func<byte[], DecodedBatch> decode, bool withRows, TextWriter output, TextWriter error)
{
    /// <summary>Shows all; <see cref="ExitCode.Failed"/> when one of them was no batch.</summary>
    public int Show(IEnumerable<TopicMessage> messages, BatchReport report)
    {
        var unreadable = 0;
        foreach (var message in messages)
        {
            var batch = decode(message.Value);
            if (batch.Flush is null)
            {
                error.WriteLine($"{message.Place}: {batch.Problem}");
                unreadable++;
                continue;
            }
            report.Write(message, batch, batch.Flush);
            if (withRows) WriteRows(batch.Flush.Rows);
        }
        return unreadable == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private void WriteRows(IReadOnlyList<Row> rows)
    {
        using var bytes = new MemoryStream();
        using (var writer = new PartialsWriter(bytes))
        {
            foreach (var row in rows) writer.Write(row);
        }
        output.Write(Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
