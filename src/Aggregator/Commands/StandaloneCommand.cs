using System.CommandLine;
using Aggregator.Configuration;
using Aggregator.Core.Dimensions;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Standalone;

namespace Aggregator.Commands;

/// <summary><c>aggregator standalone</c>: both tiers in one process, with no server.</summary>
internal static class StandaloneCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var input = new Option<string[]>("--input", "-i")
        {
            Description = "Files to read instead of the configuration's sources, once and to their end; metrics are served until a stop.",
            HelpName = "file",
            AllowMultipleArgumentsPerToken = true,
        };
        var format = CommonOptions.Format("Format of the --input files; recognized by their last line unless given.");
        var dataDir = new Option<string?>("--data-dir") { Description = "Where state is kept, instead of data_dir.", HelpName = "folder" };
        var listen = new ListenOption("central.listen", "127.0.0.1:9464");
        var duration = CommonOptions.For();
        var command = new CommandWithExamples(
            "standalone",
            "Run both tiers in one process, with no server: logs from files, standard input or the generator, metrics at /metrics.",
            ("aggregator standalone --config samples/live.yaml", "generated traffic of three regions"),
            ("aggregator standalone --config gateway.yaml --for 60s", "stop by itself after a minute"))
        {
            config, input, format, dataDir, listen, duration,
        };
        command.SetAction((parsed, stop) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            var files = parsed.GetValue(input) ?? [];
            List<string> problems = [.. NamedFiles.Problems(files)];
            var loaded = CommonOptions.Load(parsed.GetRequiredValue(config), error);
            var options = loaded ?? new AggregatorOptions();
            options = options with { DataDir = parsed.GetValue(dataDir) ?? options.DataDir };
            if (files.Length > 0) options = options with { Sources = [.. files.Select(file => InputFiles.ToSource(file, parsed.GetValue(format)))] };
            if (listen.Read(parsed, problems) is { } address) options = options with { Central = options.Central with { Listen = address } };
            foreach (var problem in problems) error.WriteLine(problem);
            // On another thread: signals stop a command only once it has given this one back, and tables may take long to load.
            return loaded is null || problems.Count > 0
                ? Task.FromResult(ExitCode.Usage)
                : Task.Run(() => RunAsync(parsed, options, new StandaloneRequest(parsed.GetValue(duration)), stop), CancellationToken.None);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, AggregatorOptions options, StandaloneRequest request, CancellationToken stop)
    {
        using var loggers = CommonOptions.CreateLoggers(parsed);
        try
        {
            var job = new StandaloneJob(options, request, parsed.InvocationConfiguration.Output, loggers);
            return await job.RunAsync(stop) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (DimensionException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
            return ExitCode.Usage;
        }
    }
}
