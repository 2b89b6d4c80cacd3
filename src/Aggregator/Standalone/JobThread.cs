namespace Aggregator.Standalone;

/// <summary>A named thread around a loop: started once, stopped once; what it throws ends the whole job.</summary>
public sealed class JobThread : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private bool _started;

    /// <summary>A thread that will run <paramref name="loop"/>.</summary>
    public JobThread(string name, Action<CancellationToken> loop, JobFailure failure)
    {
        _thread = new Thread(() => Run(name, loop, failure)) { Name = name, IsBackground = true };
    }

    /// <summary>Completes when the loop has returned; never, when it threw.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins the loop.</summary>
    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>Asks the loop to end and waits until it has.</summary>
    public void Stop()
    {
        _stop.Cancel();
        if (_started) _thread.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Run(string name, Action<CancellationToken> loop, JobFailure failure)
    {
        try
        {
            loop(_stop.Token);
            _ended.SetResult();
        }
#pragma warning disable CA1031 // Whatever it is, it must end the job with a message, not tear the process down without one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure.Report(name, e);
        }
    }
}
