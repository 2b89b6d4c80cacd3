using Aggregator.Replay;
using Spectre.Console;

namespace Aggregator.Commands;

/// <summary>A progress bar on standard error while a replay reads; nothing when that is no terminal.</summary>
internal static class ReplayProgress
{
    public static async Task<ReplayResult> ShowAsync(ReplayRequest request, IReplayInput input, Func<Action<int, long>, Task<ReplayResult>> run)
    {
        if (Console.IsErrorRedirected) return await run((_, _) => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var read = new long[request.Workers];
        return await console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var reading = progress.AddTask("reading", maxValue: Math.Max(1, input.Total));
            return await run((worker, amount) =>
            {
                Volatile.Write(ref read[worker], amount);
                reading.Value = read.Sum();
            });
        });
    }
}
