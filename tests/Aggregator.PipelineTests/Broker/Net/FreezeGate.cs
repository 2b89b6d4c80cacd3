namespace Aggregator.PipelineTests.Broker.Net;

/// <summary>Holds up all requests and answers while the broker is frozen. Thread-safe.</summary>
internal sealed class FreezeGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _thaw;

    public void Freeze()
    {
        lock (_gate) _thaw ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Thaw()
    {
        lock (_gate)
        {
            _thaw?.SetResult();
            _thaw = null;
        }
    }

    /// <summary>Whether requests are held up.</summary>
    public bool IsFrozen
    {
        get
        {
            lock (_gate) return _thaw is not null;
        }
    }

    /// <summary>Ends at once, or when the broker thaws.</summary>
    public Task PassAsync(CancellationToken stop)
    {
        lock (_gate) return _thaw?.Task.WaitAsync(stop) ?? Task.CompletedTask;
    }
}
