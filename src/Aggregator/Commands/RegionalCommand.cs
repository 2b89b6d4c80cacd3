using System.CommandLine;
using Aggregator.Configuration;
using Aggregator.Configuration.Rules;
using Aggregator.Regional;

namespace Aggregator.Commands;

/// <summary><c>aggregator regional</c>: one worker of a region, from Kafka to Kafka.</summary>
internal static class RegionalCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var worker = new Option<string?>("--worker")
        {
            Description = "This worker's stable name within its region, instead of worker; every process of a region needs its own.",
            HelpName = "name",
        };
        var listen = new ListenOption("http.listen", "127.0.0.1:9465");
        var duration = CommonOptions.For();
        var command = new CommandWithExamples(
            "regional",
            "Run one worker of a region: logs from Kafka topics, rows to the compact topic, exactly once.",
            ("aggregator regional --config region.yaml", "the only worker of its region"),
            ("aggregator regional --config region.yaml --worker 1 --listen 127.0.0.1:9466", "one of several, which share the topics' partitions"))
        {
            config, worker, listen, duration,
        };
        command.SetAction((parsed, stop) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            var loaded = CommonOptions.Load(parsed.GetRequiredValue(config), error, ConfigurationPurpose.Regional);
            var options = loaded ?? new AggregatorOptions();
            options = options with { Worker = parsed.GetValue(worker) ?? options.Worker };
            List<string> problems = [.. WorkerProblems(parsed.GetValue(worker))];
            if (listen.Read(parsed, problems) is { } address) options = options with { Http = options.Http with { Listen = address } };
            foreach (var problem in problems) error.WriteLine(problem);
            // On another thread: signals stop a command only once it has given this one back, and tables may take long to load.
            return loaded is null || problems.Count > 0
                ? Task.FromResult(ExitCode.Usage)
                : Task.Run(() => RunAsync(parsed, options, new RegionalRequest(parsed.GetValue(duration)), stop), CancellationToken.None);
        });
        return command;
    }

    private static IEnumerable<string> WorkerProblems(string? worker)
    {
        if (worker is not null && NameRules.WhatIsWrong(worker) is { } problem) yield return $"--worker: {problem}";
    }

    private static async Task<int> RunAsync(ParseResult parsed, AggregatorOptions options, RegionalRequest request, CancellationToken stop)
    {
        using var loggers = CommonOptions.CreateLoggers(parsed);
        await new RegionalJob(options, request, parsed.InvocationConfiguration.Output, loggers).RunAsync(stop);
        return ExitCode.Done;
    }
}
