using System.CommandLine;

namespace Aggregator.Commands;

/// <summary><c>aggregator validate</c>: says all that is wrong with a configuration, or what it means.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var command = new CommandWithExamples(
            "validate",
            "Check a configuration and its tables, and say in words what it does. Starts nothing.",
            ("aggregator validate --config samples/live.yaml", "check a configuration"))
        {
            config,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(config), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string path, TextWriter output, TextWriter error)
    {
        if (CommonOptions.Load(path, error) is not { } options) return ExitCode.Usage;
        var (tables, problems) = TableRows.Load(options.Dimensions);
        foreach (var problem in problems) error.WriteLine(problem);
        if (problems.Count > 0) return ExitCode.Usage;
        output.WriteLine($"{path} is valid.");
        output.WriteLine();
        ConfigurationSummary.Write(options, tables, output);
        return ExitCode.Done;
    }
}
