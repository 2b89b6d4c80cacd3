using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.State;

namespace Aggregator.Central;

/// <summary>
/// The central job's loop. One merge thread takes turns over the regions' topics; read it as a batch travels:
/// <list type="number">
/// <item>poll and</item>
/// <item>decode: <see cref="CompactTopic"/></item>
/// <item>check the ledger, and</item>
/// <item>merge into counters and slots: <see cref="CentralEngine"/></item>
/// <item>advance the clocks: <see cref="CentralClock"/>, <see cref="Clocks"/></item>
/// <item>publish: a snapshot that one volatile write replaces, after the journal that leads to it is on the disk</item>
/// </list>
/// </summary>
public sealed class CentralPipeline(
    CentralState state, IReadOnlyList<CompactTopic> topics, CentralSchedule schedule, CentralContext context)
{
    // A turn's share of a topic: a region with a long backlog must not keep the others waiting.
    private const int FlushesInATurn = 16;

    private static readonly TimeSpan WhenNothingToRead = TimeSpan.FromMilliseconds(20);

    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ExpositionSnapshot? _current;

    /// <summary>What <c>/metrics</c> shows; null until the state is there. Any thread may read it.</summary>
    public ExpositionSnapshot? Current => _current;

    /// <summary>
    /// Completes when the state is there. Regional jobs of the same process begin then: what they wrote before would stay
    /// behind where the state is refused, and could not be merged by whoever mends the cause.
    /// </summary>
    public Task Recovered => _recovered.Task;

    /// <summary>
    /// Merges and publishes until <paramref name="stop"/> is set; then merges what is still in the topics, publishes it
    /// and saves the state.
    /// </summary>
    /// <exception cref="IOException">The journal or the state cannot be written: nothing new may be shown.</exception>
    public void Run(CancellationToken stop)
    {
        state.Recover(topics);
        Publish();
        _recovered.TrySetResult();
        while (!stop.IsCancellationRequested)
        {
            var flushes = MergeTurn();
            var nowMs = WallMs();
            if (schedule.PublishIsDue(nowMs)) Publish();
            if (schedule.SaveIsDue(nowMs)) Save();
            if (flushes == 0) stop.WaitHandle.WaitOne(WhenNothingToRead);
        }
        while (MergeTurn() > 0) { }
        Publish();
        Save();
    }

    /// <summary>Steps 1 to 5 for some flushes of every topic.</summary>
    private int MergeTurn()
    {
        var flushes = 0;
        foreach (var topic in topics)
        {
            for (var i = 0; i < FlushesInATurn && topic.TryRead() is { } flush; i++, flushes++)
            {
                state.Merge(topic, flush, WallMs());
            }
        }
        return flushes;
    }

    /// <summary>Step 6.</summary>
    private void Publish()
    {
        _current = state.Publish(WallMs());
        schedule.Published(WallMs());
        context.Events.Report(state.DrainEvents(), topics);
    }

    private void Save()
    {
        state.Save(topics);
        schedule.Saved(WallMs());
    }

    private long WallMs() => context.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
