using System.CommandLine;
using Aggregator.Commands.Kafka;
using Aggregator.Topics;

namespace Aggregator.Commands;

/// <summary><c>aggregator inspect</c>: shows what is in a compact topic, batch by batch, or dead letters.</summary>
public sealed class InspectCommand
{
    private readonly Argument<string?> _path = new("path")
    {
        Description = "The folder of a compact topic, a file that holds one batch, or a file of dead letters.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _rows = new("--rows") { Description = "Show the rows too, each as a JSON object on a line." };
    private readonly Option<bool> _json = new("--json") { Description = "Show each batch or dead letter as a JSON object on a line, instead of text." };
    private readonly Option<bool> _deadLetters = new("--dead-letters") { Description = "Show dead letters: why each log was rejected, where it stood, and the log." };
    private readonly InspectKafkaOptions _kafka = new();
    private readonly Func<string, IEnumerable<(long Position, byte[] Batch)>> _openDirectory;
    private readonly Func<byte[], DecodedBatch> _decode;

    private InspectCommand(Func<string, IEnumerable<(long Position, byte[] Batch)>> openDirectory, Func<byte[], DecodedBatch> decode) =>
        (_openDirectory, _decode) = (openDirectory, decode);

    /// <summary>The command.</summary>
    /// <param name="openDirectory">The batches of the compact topic in a folder, in order, with their positions.</param>
    /// <param name="decode">Decodes a batch; never throws for bad bytes.</param>
    public static Command Create(
        Func<string, IEnumerable<(long Position, byte[] Batch)>> openDirectory, Func<byte[], DecodedBatch> decode) =>
        new InspectCommand(openDirectory, decode).Build();

    private CommandWithExamples Build()
    {
        var command = new CommandWithExamples(
            "inspect",
            "Show what is in a compact topic: every batch's sources, positions, watermarks and outcomes. Or show dead letters.",
            ("aggregator inspect aggregator-data/compact/cn-hangzhou", "what a region has sent"),
            ("aggregator inspect batch.bin --rows", "the rows of one batch"),
            ("aggregator inspect --kafka --config kafka.yaml --from latest --follow", "what a running regional job sends"),
            ("aggregator inspect --kafka --bootstrap 127.0.0.1:9092 --topic aggregator-compact --partition 0 --from 4711 --count 1 --rows", "one message of a topic"),
            ("aggregator inspect --dead-letters dead.jsonl", "which logs were rejected, and why"),
            ("aggregator inspect --kafka --config kafka.yaml --dead-letters --json", "the same of dead_letters.topic, as JSON"))
        {
            _path, _rows, _json, _deadLetters,
        };
        _kafka.AddTo(command);
        command.Validators.Add(given =>
        {
            var isKafka = given.GetValue(_kafka.Kafka);
            if (isKafka == (given.GetValue(_path) is not null)) given.AddError(isKafka ? "Read a path or --kafka, not both." : "Name the folder of a compact topic, or a file, or --kafka.");
        });
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed, stop), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        var error = parsed.InvocationConfiguration.Error;
        if (!parsed.GetValue(_kafka.Kafka)) return RunOnFiles(parsed, parsed.GetValue(_path)!, error);
        var isDeadLetters = parsed.GetValue(_deadLetters);
        if (_kafka.Read(parsed, isDeadLetters, error) is not { } reading) return ExitCode.Usage;
        using var reader = new TopicReader(reading);
        return isDeadLetters ? ShowDeadLetters(parsed, reader.Read(stop)) : ShowBatches(parsed, reader.Read(stop), bytes => KafkaBatches.Decode(bytes, _decode));
    }

    private int RunOnFiles(ParseResult parsed, string path, TextWriter error)
    {
        if (!Path.Exists(path))
        {
            error.WriteLine($"aggregator: {path} does not exist; name the folder of a compact topic, or a file with one batch or with dead letters");
            return ExitCode.Usage;
        }
        if (parsed.GetValue(_deadLetters)) return ShowDeadLetters(parsed, DeadLetterInspection.LinesOf(path));
        if (RegionsIn(path) is { Count: > 0 } regions)
        {
            error.WriteLine($"aggregator: {path} is a data directory; name the folder of one of its compact topics: {string.Join(", ", regions)}");
            return ExitCode.Usage;
        }
        var batches = Directory.Exists(path) ? _openDirectory(path) : [(0L, File.ReadAllBytes(path))];
        return ShowBatches(parsed, batches.Select(batch => new TopicMessage(null, batch.Position, batch.Batch)), _decode);
    }

    /// <summary>The compact topics of a data directory; none when it is something else.</summary>
    private static List<string> RegionsIn(string path)
    {
        var topics = Path.Combine(path, "compact");
        return Directory.Exists(topics) ? [.. Directory.EnumerateDirectories(topics).Order(StringComparer.Ordinal)] : [];
    }

    private int ShowBatches(ParseResult parsed, IEnumerable<TopicMessage> messages, Func<byte[], DecodedBatch> decode)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        BatchReport report = parsed.GetValue(_json) ? new JsonBatchReport(output) : new TextBatchReport(output);
        try
        {
            return new BatchInspection(decode, parsed.GetValue(_rows), output, error).Show(messages, report);
        }
        finally
        {
            output.Flush();
        }
    }

    private int ShowDeadLetters(ParseResult parsed, IEnumerable<TopicMessage> messages) =>
        new DeadLetterInspection(parsed.GetValue(_json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).Show(messages);
}
