using System.Runtime.CompilerServices;

namespace Aggregator.PipelineTests.Support;

/// <summary>Waits for something that a running job will show, with a limit that only a defect reaches.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Asks again and again until the answer is as wanted.</summary>
    /// <exception cref="TimeoutException">It did not become so, or a question had no answer for as long.</exception>
    public static Task<T> Async<T>(Func<Task<T>> ask, Func<T, bool> wanted, [CallerArgumentExpression(nameof(wanted))] string what = "") =>
        Async(ask, wanted, Limit, what);

    /// <summary>The same with a limit of one's own, for what takes minutes.</summary>
    public static async Task<T> Async<T>(
        Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan limit, [CallerArgumentExpression(nameof(wanted))] string what = "")
    {
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (true)
        {
            var answer = await AnswerAsync(ask, limit, what);
            if (wanted(answer)) return answer;
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException($"It did not come about within {limit}: {what}");
            await Task.Delay(100);
        }
    }

    // On another thread: some questions block, and one that blocks for ever must not take the whole run with it.
    private static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, TimeSpan limit, string what)
    {
        var asking = Task.Run(ask);
        try
        {
            return await asking.WaitAsync(limit);
        }
        catch (TimeoutException e) when (!asking.IsCompleted)
        {
            throw new TimeoutException($"There was no answer within {limit}, which should be: {what}", e);
        }
    }
}
