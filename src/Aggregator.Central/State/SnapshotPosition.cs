using System.Text;

namespace Aggregator.Central.State;

/// <summary>What a snapshot of the centre's state covers, so that a restart goes on behind it.</summary>
/// <param name="Journal">Journal position of the first entry that is not in it.</param>
/// <param name="Topics">For each region, or compact topic and partition, the position of the first batch that is not in it.</param>
/// <param name="TablesHash">Hash of the API table in use.</param>
public sealed record SnapshotPosition(long Journal, IReadOnlyDictionary<string, long> Topics, ulong TablesHash)
{
    internal void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Journal);
        writer.Write(TablesHash);
        writer.Write(Topics.Count);
        foreach (var (topic, position) in Topics.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(topic);
            writer.Write(position);
        }
    }

    internal static SnapshotPosition Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var journal = reader.ReadInt64();
        var tablesHash = reader.ReadUInt64();
        var topics = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--) topics.Add(reader.ReadString(), reader.ReadInt64());
        return new SnapshotPosition(journal, topics, tablesHash);
    }
}
