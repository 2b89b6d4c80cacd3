using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>What the clocks know of one source partition of a region.</summary>
internal sealed class PartitionClock(long announcedMs)
{
    /// <summary>When it was first heard of: itself, or as one of its topic's partitions.</summary>
    public long AnnouncedMs { get; private set; } = announcedMs;

    /// <summary>Wall time of its last word.</summary>
    public long HeardMs { get; set; }

    /// <summary>Its watermark, which never goes back; <see cref="WatermarkTracker.None"/> before its first word.</summary>
    public long WatermarkMs { get; private set; } = WatermarkTracker.None;

    public SourceStates States { get; set; }

    /// <summary>Worker that told of it last, and that worker's incarnation.</summary>
    public string Worker { get; set; } = "";

    public long Epoch { get; set; }

    public bool HasEnded => States.HasFlag(SourceStates.Ended);

    public void RestartAges(long wallMs) => AnnouncedMs = HeardMs = wallMs;

    public void Advance(long watermarkMs) => WatermarkMs = Math.Max(WatermarkMs, watermarkMs);

    public void Save(BinaryWriter writer)
    {
        writer.Write(AnnouncedMs);
        writer.Write(HeardMs);
        writer.Write(WatermarkMs);
        writer.Write((byte)States);
        writer.Write(Worker);
        writer.Write(Epoch);
    }

    public static PartitionClock Load(BinaryReader reader)
    {
        var clock = new PartitionClock(reader.ReadInt64()) { HeardMs = reader.ReadInt64() };
        clock.Advance(reader.ReadInt64());
        clock.States = (SourceStates)reader.ReadByte();
        clock.Worker = reader.ReadString();
        clock.Epoch = reader.ReadInt64();
        return clock;
    }
}
