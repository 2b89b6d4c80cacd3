using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Ingest;

/// <summary>
/// Progress of one source partition since the last flush. The source moves <see cref="Next"/>, messages, holes, lost
/// positions and states; the engine counts logs and feeds the watermark. One thread.
/// </summary>
public sealed class SourcePartition(SourceId id, int partitionCount, long start, long outOfOrdernessMs)
{
    /// <summary>Identity on the wire.</summary>
    public SourceId Id { get; } = id;

    /// <summary>Partitions that the topic has.</summary>
    public int PartitionCount { get; set; } = partitionCount;

    /// <summary>First position that the next flush covers.</summary>
    public long From { get; private set; } = start;

    /// <summary>Position after the last message that was handed over.</summary>
    public long Next { get; set; } = start;

    /// <summary>Messages (lines) since the last flush.</summary>
    public long Messages { get; set; }

    /// <summary>Logs since the last flush.</summary>
    public long Logs { get; set; }

    /// <summary>Positions since the last flush that never were logs.</summary>
    public long Holes { get; set; }

    /// <summary>Positions since the last flush that could not be read any more.</summary>
    public long Lost { get; set; }

    /// <summary>Idle is kept by the watermark; the source sets the others.</summary>
    public SourceStates States { get; set; }

    /// <inheritdoc cref="SourceProgress.AbsentSinceMs"/>
    public long AbsentSinceMs { get; init; }

    /// <summary>True once a durable flush has told that the partition ended: its source may drop it.</summary>
    public bool EndIsFlushed { get; private set; }

    /// <summary>Event-time progress.</summary>
    public WatermarkTracker Watermark { get; } = new(outOfOrdernessMs);

    /// <summary>What the next flush says of this partition.</summary>
    public SourceProgress ToProgress() => new(
        Id, PartitionCount, From, Next, Messages, Logs, Holes, Lost, Watermark.WatermarkMs, Watermark.HighestEventMs,
        Watermark.IsIdle ? States | SourceStates.Idle : States & ~SourceStates.Idle)
    {
        AbsentSinceMs = AbsentSinceMs,
    };

    /// <summary>The flush with this progress is durable: the next one starts where it ended.</summary>
    public void Flushed()
    {
        From = Next;
        EndIsFlushed = States.HasFlag(SourceStates.Ended);
        Messages = Logs = Holes = Lost = 0;
    }
}
