using System.Diagnostics;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>Prometheus' own tool: a judge of expositions, a maker of blocks.</summary>
public static class Promtool
{
    /// <summary>Runs <c>promtool</c> with arguments: its exit code, and all that it wrote.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params IReadOnlyList<string> arguments) => Tool.RunAsync("promtool", arguments);

    /// <summary>Runs <c>promtool check metrics</c>: its exit code, and everything it complains about.</summary>
    public static async Task<(int ExitCode, string Complaints)> CheckMetricsAsync(string exposition)
    {
        var (code, output, error) = await Tool.RunAsync(new ProcessStartInfo("promtool", ["check", "metrics"]), exposition);
        return (code, output + error);
    }
}
