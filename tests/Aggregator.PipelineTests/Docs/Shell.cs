using System.Diagnostics;

namespace Aggregator.PipelineTests.Docs;

/// <summary>A shell as a reader has it.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs commands one after another, and ends with the first that fails, in a pipe too.</summary>
    /// <param name="commands">Their text.</param>
    /// <param name="folder">Where they run.</param>
    /// <param name="environment">Variables besides those of the tests.</param>
    /// <param name="options">Further options of bash, such as <c>-n</c>: read them only.</param>
    /// <exception cref="TimeoutException">They did not end; they were killed, with all that they had started.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string commands, string folder, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> options)
    {
        string[] arguments = ["-euo", "pipefail", .. options, "-c", $"exec 2>&1\n{commands}"];
        var start = new ProcessStartInfo("bash", arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        using var late = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"They did not end within {Limit}:\n{commands}\n{await output}", e);
        }
        return (process.ExitCode, await output);
    }
}
