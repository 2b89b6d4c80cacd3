namespace Aggregator.Standalone;

/// <summary>The first failure of any of a job's threads. A job that has failed stops with exit code 1.</summary>
public sealed class JobFailure
{
    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a thread has failed.</summary>
    public Task Happened => _happened.Task;

    /// <summary>What failed, or null.</summary>
    public (string Thread, Exception Exception)? First { get; private set; }

    /// <summary>Waits for the next tick; false when the job is to end: it was asked to, or a thread has failed.</summary>
    public async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ended)
    {
        try
        {
            var tick = timer.WaitForNextTickAsync(ended).AsTask();
            return await Task.WhenAny(tick, Happened) == tick && await tick;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Does nothing while no thread has failed.</summary>
    /// <exception cref="IOException">A thread has failed; the message says which and why.</exception>
    public void ThrowIfAny()
    {
        if (First is { } first) throw new IOException($"the {first.Thread} thread ended: {first.Exception.Message}", first.Exception);
    }

    /// <summary>A thread has failed.</summary>
    public void Report(string thread, Exception exception)
    {
        lock (_happened) First ??= (thread, exception);
        _happened.TrySetResult();
    }
}
