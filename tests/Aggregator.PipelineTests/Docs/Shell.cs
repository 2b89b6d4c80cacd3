using System.Diagnostics;
using Aggregator.PipelineTests.Support;

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
    /// <exception cref="TimeoutException">They did not end, and were killed with all that they had started; or something that they left running keeps their output open.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string commands, string folder, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> options)
    {
        string[] arguments = ["-euo", "pipefail", .. options, "-c", $"exec 2>&1\n{commands}"];
        var start = new ProcessStartInfo("bash", arguments) { WorkingDirectory = folder };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var (code, output, _) = await Tool.RunAsync(start, limit: Limit);
        return (code, output);
    }
}
