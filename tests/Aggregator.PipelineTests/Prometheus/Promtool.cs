using System.Diagnostics;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>Prometheus' own judge of expositions.</summary>
public static class Promtool
{
    /// <summary>Runs <c>promtool check metrics</c>: its exit code, and everything it complains about.</summary>
    public static async Task<(int ExitCode, string Complaints)> CheckMetricsAsync(string exposition)
    {
        using var process = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(exposition);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
