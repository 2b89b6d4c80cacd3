using System.CommandLine;
using Aggregator.Core.Aggregation;

namespace Aggregator.Commands;

/// <summary><c>aggregator inspect</c>: shows what is in a compact topic, batch by batch.</summary>
public static class InspectCommand
{
    /// <summary>The command.</summary>
    /// <param name="openDirectory">The batches of the compact topic in a folder, in order, with their positions.</param>
    /// <param name="decode">Decodes a batch; never throws for bad bytes.</param>
    public static Command Create(
        Func<string, IEnumerable<(long Position, byte[] Batch)>> openDirectory, Func<byte[], DecodedBatch> decode)
    {
        var path = new Argument<string>("path") { Description = "The folder of a compact topic, or a file that holds one batch." };
        var rows = new Option<bool>("--rows") { Description = "Show the rows too, each as a JSON object on a line." };
        var json = new Option<bool>("--json") { Description = "Show each batch as a JSON object on a line, instead of text." };
        var command = new CommandWithExamples(
            "inspect",
            "Show what is in a compact topic: every batch's sources, positions, watermarks and outcomes.",
            ("aggregator inspect aggregator-data/compact/cn-hangzhou", "what a region has sent"),
            ("aggregator inspect batch.bin --rows", "the rows of one batch"))
        {
            path, rows, json,
        };
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var from = parsed.GetRequiredValue(path);
            if (!Path.Exists(from))
            {
                configuration.Error.WriteLine($"aggregator: {from} does not exist; name the folder of a compact topic, or a file with one batch");
                return ExitCode.Usage;
            }
            var batches = Directory.Exists(from) ? openDirectory(from) : [(0L, File.ReadAllBytes(from))];
            using BatchReport report = parsed.GetValue(json) ? new JsonBatchReport(configuration.Output) : new TextBatchReport(configuration.Output);
            return Show(batches, decode, report, parsed.GetValue(rows), configuration);
        });
        return command;
    }

    private static int Show(
        IEnumerable<(long Position, byte[] Batch)> batches, Func<byte[], DecodedBatch> decode, BatchReport report, bool withRows,
        InvocationConfiguration configuration)
    {
        var unreadable = 0;
        foreach (var (position, bytes) in batches)
        {
            var batch = decode(bytes);
            if (batch.Flush is null)
            {
                configuration.Error.WriteLine($"position {position}: {batch.Problem}");
                unreadable++;
                continue;
            }
            report.Write(position, bytes.Length, batch, batch.Flush);
            if (withRows) WriteRows(batch.Flush.Rows, configuration.Output);
        }
        return unreadable == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void WriteRows(IReadOnlyList<Row> rows, TextWriter output)
    {
        using var bytes = new MemoryStream();
        using (var writer = new PartialsWriter(bytes))
        {
            foreach (var row in rows) writer.Write(row);
        }
        output.Write(System.Text.Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
