using System.Diagnostics;

namespace Aggregator.PipelineTests.Support;

/// <summary>Signals as an operator sends them.</summary>
internal static class ProcessSignals
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Sends a signal, named without its SIG (<c>TERM</c>); false when there is no such process any more.</summary>
    public static async Task<bool> SignalAsync(this Process process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.EndsAsync(Limit);
        return kill.ExitCode == 0;
    }
}
