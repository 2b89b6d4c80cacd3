using System.CommandLine;
using Aggregator.Commands.Kafka;
using Aggregator.Configuration;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;
using Aggregator.Replay;
using Aggregator.Standalone;
using Microsoft.Extensions.Logging;

namespace Aggregator.Commands;

/// <summary><c>aggregator replay</c>: files, or a time of Kafka topics, through both tiers, to the end, with no server.</summary>
internal sealed class ReplayCommand
{
    private readonly Option<string> _config = CommonOptions.Config();
    private readonly Option<string[]> _input = new("--input", "-i")
    {
        Description = "A file of logs; several may be given. They are read in this order, but the result does not depend on it.",
        HelpName = "file",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _partials = new("--partials") { Description = "Where to write the rows, one JSON object a line.", HelpName = "file" };
    private readonly Option<string?> _metrics = new("--metrics") { Description = "Where to write the final exposition (Prometheus text).", HelpName = "file" };
    private readonly Option<LogFormat?> _format = CommonOptions.Format("Format of the files; the first source's of the configuration unless given.");
    private readonly Option<int> _workers = new("--workers") { Description = "Threads that share the reading.", DefaultValueFactory = _ => 1 };
    private readonly Option<DateTimeOffset?> _now = new("--now") { Description = "What counts as now for logs from the future; the clock's time unless given.", HelpName = "time" };
    private readonly ReplayKafkaOptions _kafka = new();

    private ReplayCommand()
    {
        _workers.Limit(1, 256);
        _format.Validators.Add(format =>
        {
            if (!format.Implicit && format.IsGiven(_kafka.Kafka)) format.AddError("--format: is for files; a topic's format is its source's.");
        });
    }

    public static Command Create() => new ReplayCommand().Build();

    private CommandWithExamples Build()
    {
        var command = new CommandWithExamples(
            "replay",
            "Run files of logs, or a time of the source topics, through both tiers by event time, to the end, and write the rows and the final metrics. For backfill, lost minutes, tests and benchmarks.",
            ("aggregator replay --config samples/apache.yaml --input samples/apache_access.log --metrics out.prom", "metrics of a day's log"),
            ("aggregator replay --config gateway.yaml --input a.jsonl b.jsonl --partials rows.jsonl --workers 2", "rows of two files, on two threads"),
            ("aggregator replay --config kafka.yaml --kafka --from 2026-01-15T13:00:00Z --to 2026-01-15T14:00:00Z --partials rows.jsonl", "an hour again, from the source topics"))
        {
            _config, _input, _partials, _metrics, _format, _workers, _now,
        };
        _kafka.AddTo(command);
        command.Validators.Add(given =>
        {
            var isKafka = given.IsGiven(_kafka.Kafka);
            if (isKafka == given.IsGiven(_input)) given.AddError(isKafka ? "Read --input or --kafka, not both." : "What is to be replayed? Name files with --input, or --kafka.");
        });
        command.SetAction((parsed, stop) => Task.Run(() => RunAsync(parsed, stop), CancellationToken.None));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var error = parsed.InvocationConfiguration.Error;
        var options = CommonOptions.Load(parsed.GetRequiredValue(_config), error, ConfigurationPurpose.Replay);
        var problems = Problems(parsed, options);
        foreach (var problem in problems) await error.WriteLineAsync(problem);
        if (options is null || problems.Count > 0) return ExitCode.Usage;
        var nowMs = (parsed.GetValue(_now) ?? TimeProvider.System.GetUtcNow()).ToUnixTimeMilliseconds();
        var request = new ReplayRequest(options, parsed.GetValue(_workers), nowMs) { Range = _kafka.RangeOf(parsed) };
        var targets = new ReplayTargets(parsed.GetValue(_partials), parsed.GetValue(_metrics), _kafka.TargetOf(parsed));

        using var loggers = CommonOptions.CreateLoggers(parsed);
        using var setup = RegionSetup.Load(options, TimeProvider.System, loggers, ConfigurationPurpose.Replay, stop);
        var input = await InputAsync(parsed, request, loggers, stop);
        var result = await ReplayProgress.ShowAsync(request, input, report => new ReplayJob(request, input, setup).RunAsync(report, stop));
        return await new ReplayResultWriter(options, targets, parsed.InvocationConfiguration.Output, error, loggers).WriteAsync(result, stop);
    }

    private List<string> Problems(ParseResult parsed, AggregatorOptions? options)
    {
        var inputs = parsed.GetValue(_input) ?? [];
        List<string> problems = [.. NamedFiles.Problems(inputs), .. OutputFiles.Problems(inputs, parsed.GetValue(_partials), parsed.GetValue(_metrics))];
        if (options is not null && parsed.GetValue(_kafka.Kafka)) problems.AddRange(_kafka.Problems(parsed, options));
        return problems;
    }

    private async Task<IReplayInput> InputAsync(ParseResult parsed, ReplayRequest request, ILoggerFactory loggers, CancellationToken stop)
    {
        if (request.Range is not { } range) return new ReplayFiles(request.Options, parsed.GetValue(_input)!, parsed.GetValue(_format), loggers);
        var topics = ReplayTopics.Find(request.Options, range, _kafka.MarginOf(parsed), stop);
        var configuration = parsed.InvocationConfiguration;
        foreach (var warning in topics.Warnings) await configuration.Error.WriteLineAsync(warning);
        if (!_kafka.ShowsOffsets(parsed)) return topics;
        foreach (var positions in topics.Positions) await configuration.Output.WriteLineAsync(positions);
        return topics;
    }
}
