using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.State;
using Aggregator.Central.Topics;

namespace Aggregator.Central;

/// <summary>
/// The central job's loop. One merge thread takes turns over the regions' topics; read it as a batch travels:
/// <list type="number">
/// <item>poll: <see cref="ITopicSource"/>, a log of this process or a topic on Kafka, which never waits for its brokers</item>
/// <item>decode, and gather the chunks of a flush: <see cref="CompactTopic"/>, <see cref="CompactStream"/></item>
/// <item>check the ledger, and</item>
/// <item>merge into counters and slots: <see cref="CentralEngine"/></item>
/// <item>advance the clocks: <see cref="CentralClock"/>, <see cref="Clocks"/></item>
/// <item>publish: a snapshot that one volatile write replaces, after the journal that leads to it is on the disk</item>
/// </list>
/// </summary>
public sealed class CentralPipeline(
    CentralState state, IReadOnlyList<CompactTopic> topics, CentralSchedule schedule, CentralContext context)
{
    // A turn's share of a topic: a region with a long backlog must not keep the others waiting. 4 MB of batches are a
    // quarter of a million rows, which take about a tenth of a second.
    private const int FlushesInATurn = 16;
    private const long BytesInATurn = 4 << 20;

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
    /// Merges and publishes until <paramref name="stop"/> is set; then merges what is still in the topics of this process,
    /// publishes it and saves the state. What is in others stays there for the next start.
    /// </summary>
    /// <exception cref="IOException">The journal or the state cannot be written: nothing new may be shown.</exception>
    public void Run(CancellationToken stop)
    {
        state.Recover(topics);
        Publish();
        _recovered.TrySetResult();
        while (!stop.IsCancellationRequested)
        {
            // Between merges, so that the journal can say which rows a newer API table is for.
            state.TakeNewTables();
            var isIdle = true;
            foreach (var topic in topics)
            {
                isIdle &= !MergeShare(topic);
                // Between topics too: a turn over sixty backlogs takes longer than a publication may wait.
                PublishWhenDue();
            }
            PublishWhenDue();
            if (isIdle) stop.WaitHandle.WaitOne(WhenNothingToRead);
        }
        foreach (var topic in topics.Where(topic => topic.Source.IsEmbedded))
        {
            while (MergeShare(topic)) { }
        }
        Publish();
        Save();
    }

    /// <summary>Steps 1 to 5 for some messages of a topic; false when there were none.</summary>
    private bool MergeShare(CompactTopic topic)
    {
        var (reads, begun) = (0, topic.BytesRead);
        while (reads < FlushesInATurn && topic.TryRead(begun + BytesInATurn) is { } read)
        {
            state.Take(read, WallMs());
            reads++;
        }
        // Also when all that was read belongs to a flush that is not whole yet.
        return reads > 0 || topic.BytesRead > begun;
    }

    private void PublishWhenDue()
    {
        var nowMs = WallMs();
        if (schedule.PublishIsDue(nowMs)) Publish();
        if (schedule.SaveIsDue(nowMs)) Save();
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
