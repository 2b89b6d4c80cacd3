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
        var unreadable = new Unreadable(error);
        var shown = 0L;
        foreach (var message in messages)
        {
            var batch = decode(message.Value);
            if (batch.Flush is null)
            {
                unreadable.Add(message, batch.Problem!);
                continue;
            }
            report.Write(message, batch, batch.Flush);
            shown++;
            if (withRows) WriteRows(batch.Flush.Rows);
        }
        // Zeros would look like an empty topic.
        if (shown > 0 || unreadable.Count == 0) report.Summarize();
        return unreadable.ToExitCode();
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
