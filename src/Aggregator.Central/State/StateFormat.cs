using Aggregator.Core.Wire;

namespace Aggregator.Central.State;

/// <summary>Shapes that several parts of the saved state share.</summary>
internal static class StateFormat
{
    public static void Write(this BinaryWriter writer, SourceId id)
    {
        writer.Write(id.Cluster);
        writer.Write(id.Topic);
        writer.Write(id.Partition);
    }

    public static SourceId ReadSourceId(this BinaryReader reader) =>
        new(reader.ReadString(), reader.ReadString(), reader.ReadInt32());

    public static void Write(this BinaryWriter writer, ReadOnlySpan<long> values)
    {
        foreach (var value in values) writer.Write(value);
    }

    public static void Read(this BinaryReader reader, Span<long> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = reader.ReadInt64();
    }
}
