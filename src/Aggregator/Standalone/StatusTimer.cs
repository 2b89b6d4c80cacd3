namespace Aggregator.Standalone;

/// <summary>Waits between a running job's status lines.</summary>
public static class StatusTimer
{
    /// <summary>Waits for the next status line; false when the job is to end.</summary>
    public static async Task<bool> NextAsync(PeriodicTimer timer, JobFailure failure, CancellationToken ended)
    {
        try
        {
            var tick = timer.WaitForNextTickAsync(ended).AsTask();
            return await Task.WhenAny(tick, failure.Happened) == tick && await tick;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
