using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Windowing;

namespace Aggregator.Regional;

/// <summary>
/// The regional job's loop. One thread owns the sources, the engine and the publisher; read it as a log travels:
/// <list type="number">
/// <item>poll: <see cref="ILogSource"/> (files, standard input, the generator, Kafka)</item>
/// <item>parse and filter: <see cref="ILogParser"/>, <see cref="FilterSet"/></item>
/// <item>look up the cluster: <see cref="Enrich.ClusterTable"/> (tenants wait for the flush)</item>
/// <item>add to its window's group: <see cref="GroupTable"/></item>
/// <item>advance the partition's watermark: <see cref="WatermarkTracker"/></item>
/// <item>flush partials and positions together: <see cref="FlushSchedule"/>, <see cref="ICompactPublisher"/></item>
/// </list>
/// Steps 2 to 5 are in <see cref="RegionalEngine"/>.
/// </summary>
public sealed class RegionalPipeline(
    RegionalEngine engine, IReadOnlyList<(ILogSource Source, LogReceiver Receiver)> sources,
    ICompactPublisher publisher, FlushSchedule schedule, RegionalContext context)
{
    private static readonly TimeSpan WhenNothingToRead = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads and flushes until <paramref name="stop"/> is set or every source is completed.</summary>
    /// <exception cref="IOException">
    /// A flush could not be published, or a source failed: the loop must end, and everything that it gathered be dropped.
    /// Nothing is lost: whoever begins anew goes on after the last durable flush.
    /// </exception>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var messages = PollOnce();
            if (messages == 0 && sources.All(source => source.Source.IsCompleted)) break;
            if (IsFlushDue()) Flush();
            if (messages == 0) stop.WaitHandle.WaitOne(WhenNothingToRead);
        }
        Flush();
    }

    /// <summary>
    /// Step 6, when a flush is due; and at once when a source gives partitions away, in the middle of its poll, since
    /// nothing of them may be kept then.
    /// </summary>
    /// <exception cref="IOException">As <see cref="Run"/>.</exception>
    public void Flush()
    {
        var partitions = Partitions();
        var flush = engine.MakeFlush(partitions, NowMs());
        publisher.Publish(flush);
        context.Progress.Flushed(flush, engine);
        engine.Flushed(partitions);
        schedule.Flushed(NowMs(), WatermarkMs());
    }

    /// <summary>Steps 1 to 5 for what every source has ready.</summary>
    private int PollOnce()
    {
        var messages = 0;
        foreach (var (source, receiver) in sources) messages += source.Poll(receiver, NowMs());
        return messages;
    }

    private bool IsFlushDue()
    {
        if (engine.IsFull) return true;
        foreach (var (source, _) in sources)
        {
            if (source.NeedsFlush) return true;
        }
        return schedule.IsDue(NowMs(), engine.Groups, WatermarkMs());
    }

    private List<SourcePartition> Partitions() =>
        [.. sources.SelectMany(source => source.Source.Partitions), .. context.Restored.Absent(NowMs())];

    /// <summary>Least watermark of the partitions that may still have logs.</summary>
    private long WatermarkMs()
    {
        var least = long.MaxValue;
        foreach (var (source, _) in sources)
        {
            foreach (var partition in source.Partitions)
            {
                if (!partition.States.HasFlag(SourceStates.Ended)) least = Math.Min(least, partition.Watermark.WatermarkMs);
            }
        }
        return least == long.MaxValue ? WatermarkTracker.None : least;
    }

    private long NowMs() => context.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
