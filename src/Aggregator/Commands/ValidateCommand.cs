using System.CommandLine;
using Aggregator.Configuration;

namespace Aggregator.Commands;

/// <summary><c>aggregator validate</c>: says all that is wrong with a configuration, or what it means.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var connect = new Option<bool>("--connect") { Description = "Reach the Kafka brokers and the database too, and look for topics and tables; nothing is changed there." };
        var command = new CommandWithExamples(
            "validate",
            "Check a configuration and its tables, and say in words what it does. Starts nothing.",
            ("aggregator validate --config samples/live.yaml", "check a configuration"),
            ("aggregator validate --config samples/kafka.yaml --connect", "and its brokers, topics, database and tables"))
        {
            config, connect,
        };
        command.SetAction((parsed, stop) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return Task.Run(() => Run(parsed.GetRequiredValue(config), parsed.GetValue(connect), output, error, stop), stop);
        });
        return command;
    }

    private static int Run(string path, bool connect, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var loaded = ConfigurationFile.Load(path, ConfigurationPurpose.Any);
        CommonOptions.Report(loaded.Problems, error);
        foreach (var warning in loaded.Warnings) error.WriteLine($"warning: {warning}");
        if (loaded.Options is not { } options) return ExitCode.Usage;
        var (tables, problems) = TableRows.Load(options.Dimensions);
        foreach (var problem in problems) error.WriteLine(problem);
        if (problems.Count > 0) return ExitCode.Usage;
        output.WriteLine($"{path} is valid.");
        output.WriteLine();
        ConfigurationSummary.Write(options, tables, output);
        if (!connect) return ExitCode.Done;
        output.WriteLine();
        var hasTopics = ClusterCheck.Run(options, output, error, stop);
        return DatabaseCheck.Run(options.Dimensions, output, error) && hasTopics ? ExitCode.Done : ExitCode.Failed;
    }
}
