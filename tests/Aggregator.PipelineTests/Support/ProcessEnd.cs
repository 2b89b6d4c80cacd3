using System.Diagnostics;

namespace Aggregator.PipelineTests.Support;

/// <summary>Waits for the end of processes, and for no longer than it may take: a process that stays fails its test, not the whole run.</summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(30);

    /// <summary>Waits until it has ended and all that it wrote was read.</summary>
    /// <param name="process">The process.</param>
    /// <param name="limit">How long that may take.</param>
    /// <param name="output">What it wrote so far, for the message; null for nothing.</param>
    /// <exception cref="TimeoutException">It stayed, and was killed with all that it had started; or only what it had started stays.</exception>
    public static async Task EndsAsync(this Process process, TimeSpan limit, Func<string>? output = null)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException e)
        {
            throw process.KillLate(limit, output?.Invoke() ?? "", e);
        }
    }

    /// <summary>SIGKILL, and its end.</summary>
    /// <inheritdoc cref="EndsAsync"/>
    public static Task KilledAsync(this Process process, Func<string>? output = null)
    {
        process.Kill();
        return process.EndsAsync(KillTime, output);
    }

    /// <summary>SIGKILL to it and to all that it started, if it still runs, and its end.</summary>
    /// <inheritdoc cref="EndsAsync"/>
    public static Task KilledWithAllAsync(this Process process, Func<string>? output = null)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        return process.EndsAsync(KillTime, output);
    }

    /// <summary>Kills one that took too long, with all that it had started; what to throw.</summary>
    public static TimeoutException KillLate(this Process process, TimeSpan limit, string output, Exception cause)
    {
        var why = process.HasExited ? "ended, but something that it had started keeps its output open" : "did not end";
        process.Kill(entireProcessTree: true);
        var command = string.Join(' ', process.StartInfo.ArgumentList.Prepend(process.StartInfo.FileName));
        return new TimeoutException($"It {why} within {limit}: {command}\n{output}", cause);
    }
}
