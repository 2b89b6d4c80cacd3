using System.Text;
using Aggregator.Central.Topics;

namespace Aggregator.Central.State;

/// <summary>
/// The journal's entry of messages that were passed over:
/// <c>[kind u8][reason u8][resume i64][reached i64][from i64][next i64][region][stream]</c>, little-endian, texts with their length.
/// </summary>
internal static class PassEntry
{
    public static byte[] Write(PassedOver passed)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write((byte)JournalEntryKind.Pass);
        writer.Write((byte)passed.Reason);
        writer.Write(passed.Position.Resume);
        writer.Write(passed.Position.Reached);
        writer.Write(passed.From);
        writer.Write(passed.Next);
        writer.Write(passed.Region);
        writer.Write(passed.Stream);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The entry is cut off.</exception>
    public static PassedOver Read(ReadOnlyMemory<byte> entry)
    {
        using var reader = new BinaryReader(new MemoryStream(entry[1..].ToArray()), Encoding.UTF8);
        try
        {
            return Read(reader);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("A journal entry of messages passed over is cut off.", e);
        }
    }

    private static PassedOver Read(BinaryReader reader)
    {
        var reason = (PassReason)reader.ReadByte();
        var position = new StreamPosition(reader.ReadInt64(), reader.ReadInt64());
        var (from, next) = (reader.ReadInt64(), reader.ReadInt64());
        var region = reader.ReadString();
        return new PassedOver(reader.ReadString(), position, region, reason, from, next);
    }
}
