using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using Aggregator.Central.Expose;
using Aggregator.Core.Aggregation;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Replay;
using Aggregator.Reports;
using Aggregator.Standalone;

namespace Aggregator.Commands;

/// <summary><c>aggregator replay</c>: files through both tiers, to the end, with no server.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var input = new Option<string[]>("--input", "-i")
        {
            Description = "A file of logs; several may be given. They are read in this order, but the result does not depend on it.",
            HelpName = "file",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var partials = new Option<string?>("--partials") { Description = "Where to write the rows, one JSON object a line.", HelpName = "file" };
        var metrics = new Option<string?>("--metrics") { Description = "Where to write the final exposition (Prometheus text).", HelpName = "file" };
        var format = CommonOptions.Format("Format of the files; the first source's of the configuration unless given.");
        var workers = new Option<int>("--workers") { Description = "Threads that share the reading.", DefaultValueFactory = _ => 1 };
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 256) result.AddError("--workers must be from 1 to 256.");
        });
        var now = new Option<DateTimeOffset?>("--now") { Description = "What counts as now for logs from the future; the clock's time unless given.", HelpName = "time" };
        var command = new CommandWithExamples(
            "replay",
            "Run files of logs through both tiers by event time, to the end, and write the rows and the final metrics. For backfill, tests and benchmarks.",
            ("aggregator replay --config samples/apache.yaml --input samples/apache_access.log --metrics out.prom", "metrics of a day's log"),
            ("aggregator replay --config gateway.yaml --input a.jsonl b.jsonl --partials rows.jsonl --workers 2", "rows of two files, on two threads"))
        {
            config, input, partials, metrics, format, workers, now,
        };
        command.SetAction((parsed, stop) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            var inputs = parsed.GetRequiredValue(input);
            List<string> problems = [.. NamedFiles.Problems(inputs), .. OutputFiles.Problems(inputs, parsed.GetValue(partials), parsed.GetValue(metrics))];
            var options = CommonOptions.Load(parsed.GetRequiredValue(config), error);
            foreach (var problem in problems) error.WriteLine(problem);
            if (options is null || problems.Count > 0) return Task.FromResult(ExitCode.Usage);
            var nowMs = (parsed.GetValue(now) ?? TimeProvider.System.GetUtcNow()).ToUnixTimeMilliseconds();
            var request = new ReplayRequest(options, inputs, parsed.GetValue(format), parsed.GetValue(workers), nowMs);
            return RunAsync(parsed, request, parsed.GetValue(partials), parsed.GetValue(metrics), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ReplayRequest request, string? partials, string? metrics, CancellationToken stop)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var loggers = CommonOptions.CreateLoggers(parsed);
        using var setup = RegionSetup.Load(request.Options, TimeProvider.System, loggers);
        var result = await ReplayProgress.ShowAsync(request, report => new ReplayJob(request, setup, loggers).RunAsync(report, stop));
        if (partials is not null) WritePartials(partials, result.Merged.Rows);
        if (metrics is not null) await WriteMetricsAsync(metrics, result.Snapshot, stop);
        await ReportAsync(output, result);
        return result.Snapshot.Facts.Ledger.IsBalanced ? ExitCode.Done : ExitCode.Failed;
    }

    private static void WritePartials(string path, IReadOnlyList<Row> rows)
    {
        using var file = File.Create(path);
        using var writer = new PartialsWriter(file);
        foreach (var row in rows) writer.Write(row);
    }

    private static async Task WriteMetricsAsync(string path, ExpositionSnapshot snapshot, CancellationToken stop)
    {
        await using var file = File.Create(path);
        var pipe = PipeWriter.Create(file);
        // The namespaces alone: what the job says of itself depends on how the files were cut.
        foreach (var part in Enum.GetValues<ExpositionPart>().Where(part => part != ExpositionPart.Self)) await snapshot.WriteAsync(pipe, part, stop);
        await pipe.CompleteAsync();
    }

    private static async Task ReportAsync(TextWriter output, ReplayResult result)
    {
        foreach (var line in LedgerText.Lines(result.Snapshot.Facts.Ledger)) await output.WriteLineAsync(line);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"rows {result.Merged.Rows.Count:N0} · series {result.Snapshot.SeriesCount:N0} · flushes {result.Flushes:N0} · late logs {result.LateLogs:N0} (counted)"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"cpu={Environment.CpuUsage.TotalTime.TotalSeconds:F2}"));
    }
}
