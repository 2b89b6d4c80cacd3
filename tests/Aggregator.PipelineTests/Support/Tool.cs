using System.Diagnostics;
using System.Text;

namespace Aggregator.PipelineTests.Support;

/// <summary>Runs a tool to its end.</summary>
public static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The exit code of a command, and all that it wrote: standard output, then standard error.</summary>
    /// <exception cref="TimeoutException">It did not end within two minutes, and was killed.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(string command, params IReadOnlyList<string> arguments)
    {
        var (code, output, error) = await RunAsync(new ProcessStartInfo(command, arguments), "", Limit);
        return (code, output + error);
    }

    /// <summary>The same for a command that reads <paramref name="input"/>, with both outputs apart.</summary>
    /// <param name="start">The command; its input and outputs are redirected here.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="limit">How long it may take, and all that it starts and that has its outputs; two minutes unless given.</param>
    /// <exception cref="TimeoutException">It took longer, and was killed with all that it had started; or only what it had started stays.</exception>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, string input = "", TimeSpan? limit = null)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        using var process = Process.Start(start)!;
        var (output, error) = (new StringBuilder(), new StringBuilder());
        try
        {
            await Task.WhenAll(WriteAsync(process.StandardInput, input), ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, error), process.WaitForExitAsync())
                .WaitAsync(limit ?? Limit);
        }
        catch (TimeoutException e)
        {
            throw process.KillLate(limit ?? Limit, TextOf(output) + TextOf(error), e);
        }
        return (process.ExitCode, TextOf(output), TextOf(error));
    }

    private static async Task WriteAsync(StreamWriter to, string input)
    {
        await to.WriteAsync(input);
        to.Close();
    }

    // Kept as it comes, so that there is something to show of a tool that does not end.
    private static async Task ReadAsync(StreamReader from, StringBuilder to)
    {
        var block = new char[4096];
        while (await from.ReadAsync(block) is var read and > 0)
        {
            lock (to) to.Append(block, 0, read);
        }
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
