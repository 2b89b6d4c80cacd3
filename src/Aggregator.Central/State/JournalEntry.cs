using System.Buffers.Binary;
using System.Text;

namespace Aggregator.Central.State;

/// <summary>One thing the centre did. Fields that its kind does not have are empty or 0.</summary>
/// <param name="Kind">What.</param>
/// <param name="NowMs">The wall time that its decisions were taken with, in ms since the Unix epoch (batch, publish).</param>
/// <param name="Topic">The region, or compact topic and partition, that the batch was read from; at most 65,535 bytes of UTF-8.</param>
/// <param name="NextPosition">Position after the batch there.</param>
/// <param name="Bytes">The batch as it was read; the settings as JSON in UTF-8.</param>
/// <param name="TablesHash">Hash of the API table's content.</param>
public readonly record struct JournalEntry(
    JournalEntryKind Kind, long NowMs, string Topic, long NextPosition, ReadOnlyMemory<byte> Bytes, ulong TablesHash)
{
    private const int BatchHeaderBytes = 1 + 8 + 8 + 2;
    private const int ShortBytes = 1 + 8;

    /// <summary>Bytes of a batch's entry: <c>[kind u8][now i64][next position i64][topic length u16][topic][batch]</c>, little-endian.</summary>
    internal static int BatchBytes(string topic, int batchBytes) => BatchHeaderBytes + Encoding.UTF8.GetByteCount(topic) + batchBytes;

    internal static void WriteBatch(Span<byte> entry, long nowMs, string topic, long nextPosition, ReadOnlySpan<byte> batch)
    {
        entry[0] = (byte)JournalEntryKind.Batch;
        BinaryPrimitives.WriteInt64LittleEndian(entry[1..], nowMs);
        BinaryPrimitives.WriteInt64LittleEndian(entry[9..], nextPosition);
        var topicBytes = Encoding.UTF8.GetBytes(topic, entry[BatchHeaderBytes..]);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[17..], checked((ushort)topicBytes));
        batch.CopyTo(entry[(BatchHeaderBytes + topicBytes)..]);
    }

    /// <summary>An entry of one number: <c>[kind u8][now i64 or hash u64]</c>.</summary>
    internal static byte[] Short(JournalEntryKind kind, ulong number)
    {
        var entry = new byte[ShortBytes];
        entry[0] = (byte)kind;
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(1), number);
        return entry;
    }

    /// <summary>An entry of settings: <c>[kind u8][JSON]</c>.</summary>
    internal static byte[] Settings(string json) => [(byte)JournalEntryKind.Settings, .. Encoding.UTF8.GetBytes(json)];

    /// <exception cref="InvalidDataException">No version of the program that can read this journal wrote such an entry.</exception>
    internal static JournalEntry Parse(ReadOnlyMemory<byte> entry)
    {
        var bytes = entry.Span;
        if (bytes.Length < ShortBytes) throw new InvalidDataException($"A journal entry of {bytes.Length} bytes is too short.");
        return (JournalEntryKind)bytes[0] switch
        {
            JournalEntryKind.Batch when bytes.Length >= BatchHeaderBytes => ParseBatch(entry),
            JournalEntryKind.Publish => new(JournalEntryKind.Publish, BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]), "", 0, default, 0),
            JournalEntryKind.Tables => new(JournalEntryKind.Tables, 0, "", 0, default, BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..])),
            JournalEntryKind.Settings => new(JournalEntryKind.Settings, 0, "", 0, entry[1..], 0),
            _ => throw new InvalidDataException($"A journal entry has the unknown kind {bytes[0]}: use the program version that wrote it, or a later one."),
        };
    }

    private static JournalEntry ParseBatch(ReadOnlyMemory<byte> entry)
    {
        var bytes = entry.Span;
        var batchAt = BatchHeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(bytes[17..]);
        if (batchAt > bytes.Length) throw new InvalidDataException("A journal entry ends inside its topic.");
        return new JournalEntry(
            JournalEntryKind.Batch,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            Encoding.UTF8.GetString(bytes[BatchHeaderBytes..batchAt]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[9..]),
            entry[batchAt..],
            0);
    }
}

/// <summary>What the centre did.</summary>
public enum JournalEntryKind : byte
{
    /// <summary>Merged a batch.</summary>
    Batch = 1,

    /// <summary>Published what was merged.</summary>
    Publish = 2,

    /// <summary>Began to use an API table.</summary>
    Tables = 3,

    /// <summary>Began to decide with other settings.</summary>
    Settings = 4,
}
