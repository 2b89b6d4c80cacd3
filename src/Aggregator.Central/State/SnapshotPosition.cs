using System.Text;
using Aggregator.Central.Topics;

namespace Aggregator.Central.State;

/// <summary>What a snapshot of the centre's state covers, so that a restart goes on behind it.</summary>
/// <param name="Journal">Journal position of the first entry that is not in it.</param>
/// <param name="Streams">How far each stream of the compact topics is merged in it.</param>
/// <param name="TablesHash">Hash of the API table in use.</param>
public sealed record SnapshotPosition(long Journal, IReadOnlyDictionary<string, StreamPosition> Streams, ulong TablesHash)
{
    internal void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Journal);
        writer.Write(TablesHash);
        writer.Write(Streams.Count);
        foreach (var (name, position) in Streams.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(position.Resume);
            writer.Write(position.Reached);
        }
    }

    /// <param name="stream">The snapshot's body.</param>
    /// <param name="onePosition">True for a snapshot of the version that knew one position of a stream.</param>
    internal static SnapshotPosition Read(Stream stream, bool onePosition)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var journal = reader.ReadInt64();
        var tablesHash = reader.ReadUInt64();
        var streams = new Dictionary<string, StreamPosition>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (name, resume) = (reader.ReadString(), reader.ReadInt64());
            streams.Add(name, new StreamPosition(resume, onePosition ? resume : reader.ReadInt64()));
        }
        return new SnapshotPosition(journal, streams, tablesHash);
    }
}
