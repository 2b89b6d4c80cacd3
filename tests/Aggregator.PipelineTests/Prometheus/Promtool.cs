using System.Diagnostics;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>Prometheus' own tool for expositions, rules and blocks.</summary>
public static class Promtool
{
    /// <summary>Runs <c>promtool check metrics</c>: its exit code, and everything it complains about.</summary>
    public static Task<(int ExitCode, string Complaints)> CheckMetricsAsync(string exposition) => RunWithAsync(exposition, "check", "metrics");

    /// <summary>Runs <c>promtool</c> with arguments: its exit code, and all that it wrote.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params IEnumerable<string> arguments) => RunWithAsync("", arguments);

    private static async Task<(int ExitCode, string Output)> RunWithAsync(string input, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
