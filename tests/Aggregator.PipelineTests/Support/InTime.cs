namespace Aggregator.PipelineTests.Support;

/// <summary>
/// Calls that block for as long as another's code likes: the end of a Kafka client waits for its native threads. One that never
/// returns fails its test instead of holding up the whole run.
/// </summary>
internal static class InTime
{
    // Above the clients' own timeouts.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Disposes it on a thread of its own, and waits for that.</summary>
    /// <inheritdoc cref="Do"/>
    public static void DisposeInTime(this IDisposable client, string name) => Do(client.Dispose, $"The end of {name}");

    /// <summary>Makes the call on a thread of its own, and waits for that.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">What it is, for people.</param>
    /// <exception cref="TimeoutException">It did not return.</exception>
    public static void Do(Action call, string name)
    {
        var calling = Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!((IAsyncResult)calling).AsyncWaitHandle.WaitOne(Limit)) throw new TimeoutException($"{name} did not come within {Limit}.");
        calling.GetAwaiter().GetResult();
    }
}
