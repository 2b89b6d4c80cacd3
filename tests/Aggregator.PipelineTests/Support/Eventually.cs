namespace Aggregator.PipelineTests.Support;

/// <summary>Waits for something that a running job will show, with a limit that only a defect reaches.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Asks again and again until the answer is as wanted.</summary>
    public static Task<T> Async<T>(Func<Task<T>> ask, Func<T, bool> wanted) => Async(ask, wanted, Limit);

    /// <summary>The same with a limit of one's own, for what takes minutes.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan limit)
    {
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (true)
        {
            var answer = await ask();
            if (wanted(answer)) return answer;
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException($"It did not come about within {limit}.");
            await Task.Delay(100);
        }
    }
}
