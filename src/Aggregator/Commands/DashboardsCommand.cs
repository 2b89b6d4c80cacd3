using System.CommandLine;
using Aggregator.Monitoring.Dashboards;

namespace Aggregator.Commands;

/// <summary><c>aggregator dashboards</c>: writes the Grafana dashboards.</summary>
internal static class DashboardsCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder to write to, made when missing; files of the same names are replaced.",
            HelpName = "folder",
            Required = true,
        };
        var command = new CommandWithExamples(
            "dashboards",
            "Write the Grafana dashboards as files for provisioning or import.",
            ("aggregator dashboards --output grafana/dashboards", "the files that the repository ships"),
            ("aggregator dashboards --output /var/lib/grafana/dashboards", "where Grafana is told to look for them"))
        {
            output,
        };
        command.SetAction((parsed, stop) => WriteAsync(parsed.GetRequiredValue(output), parsed.InvocationConfiguration.Output, stop));
        return command;
    }

    private static async Task<int> WriteAsync(string folder, TextWriter output, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, json) in DashboardCatalogue.Shipped())
        {
            var path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, json, stop);
            await output.WriteLineAsync(path);
        }
        return ExitCode.Done;
    }
}
