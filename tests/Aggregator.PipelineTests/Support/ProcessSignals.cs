using System.Diagnostics;

namespace Aggregator.PipelineTests.Support;

/// <summary>Signals as an operator sends them.</summary>
internal static class ProcessSignals
{
    /// <summary>Sends a signal, named without its SIG (<c>TERM</c>); false when there is no such process any more.</summary>
    public static async Task<bool> SignalAsync(this Process process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        return kill.ExitCode == 0;
    }
}
