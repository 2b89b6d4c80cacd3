namespace Aggregator.Core.Wire;

/// <summary>What a flush covers of one source partition. Positions are Kafka offsets, bytes of a file, or log numbers.</summary>
/// <param name="Id">Which partition.</param>
/// <param name="PartitionCount">Partitions that the topic has; those not heard of yet are waited for.</param>
/// <param name="From">First position covered: the committed next of the flush before.</param>
/// <param name="Next">Position after the last covered.</param>
/// <param name="Messages">Messages (lines) read in between.</param>
/// <param name="Logs">Logs in them.</param>
/// <param name="Holes">Positions in between that never were logs (transaction markers, compacted records).</param>
/// <param name="Lost">Positions in between that could not be read any more: a loss.</param>
/// <param name="WatermarkMs">The partition's watermark, or <see cref="Windowing.WatermarkTracker.None"/>.</param>
/// <param name="HighestEventMs">Highest event time read, or <see cref="Windowing.WatermarkTracker.None"/>.</param>
/// <param name="States">Idle, ended, historic, at its end.</param>
public sealed record SourceProgress(
    SourceId Id, int PartitionCount, long From, long Next, long Messages, long Logs, long Holes, long Lost,
    long WatermarkMs, long HighestEventMs, SourceStates States)
{
    /// <summary>
    /// Wall time at which a source last read the partition, in ms since the Unix epoch, when none of this run does: it is
    /// told as ended, and where to go on when its source comes back. 0 while a source reads it.
    /// </summary>
    public long AbsentSinceMs { get; init; }
}

/// <summary>A source partition's identity.</summary>
/// <param name="Cluster">Kafka cluster id, or <c>file</c>, <c>stdin</c>, <c>generate</c>.</param>
/// <param name="Topic">Kafka topic id, or the identity of a file or stream.</param>
/// <param name="Partition">Partition number, from 0.</param>
public readonly record struct SourceId(string Cluster, string Topic, int Partition)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Topic}/{Partition}";
}

/// <summary>What is known of a source partition besides its positions.</summary>
[Flags]
public enum SourceStates : byte
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>Read to its end and confirmed there: its watermark advances with wall time.</summary>
    Idle = 1,

    /// <summary>Nothing more will ever come (a file that is not followed, or was rotated away; closed standard input).</summary>
    Ended = 2,

    /// <summary>A file that is read once, or whose newest log is not recent: its clock is event time, not wall time.</summary>
    Historic = 4,

    /// <summary>A file that was read to the last byte known of it: if it is gone after a restart, nothing that was seen of it is lost.</summary>
    AtEnd = 8,
}
