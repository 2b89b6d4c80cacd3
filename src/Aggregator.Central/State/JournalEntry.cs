using System.Buffers.Binary;
using System.Text;
using Aggregator.Central.Topics;
using Aggregator.Core.Transport.Local;

namespace Aggregator.Central.State;

/// <summary>One thing the centre did. Fields that its kind does not have are empty or 0.</summary>
/// <param name="Kind">What.</param>
/// <param name="NowMs">The wall time that its decisions were taken with, in ms since the Unix epoch (batch, publish).</param>
/// <param name="Stream">The stream that the batch was read from; at most 65,535 bytes of UTF-8.</param>
/// <param name="Position">How far the stream is merged once the batch's flush is.</param>
/// <param name="Bytes">The batch as it was read; the settings as JSON in UTF-8.</param>
/// <param name="TablesHash">Hash of the API table's content.</param>
/// <param name="Passed">Messages that were passed over.</param>
public readonly record struct JournalEntry(
    JournalEntryKind Kind, long NowMs, string Stream, StreamPosition Position, ReadOnlyMemory<byte> Bytes, ulong TablesHash, PassedOver? Passed)
{
    private const int BatchHeaderBytes = 1 + 8 + 8 + 8 + 2;
    private const int OnePositionHeaderBytes = 1 + 8 + 8 + 2;
    private const int ShortBytes = 1 + 8;

    /// <summary>
    /// Bytes of a batch's entry: <c>[kind u8][now i64][resume i64][reached i64][stream length u16][stream][batch]</c>, little-endian.
    /// </summary>
    internal static int BatchBytes(string stream, int batchBytes) => BatchHeaderBytes + Encoding.UTF8.GetByteCount(stream) + batchBytes;

    /// <summary>The longest batch of a stream that an entry takes.</summary>
    internal static int MostBatchBytes(string stream) => CompactLog.MaxRecordBytes - BatchBytes(stream, 0);

    internal static void WriteBatch(Span<byte> entry, long nowMs, string stream, StreamPosition position, ReadOnlySpan<byte> batch)
    {
        entry[0] = (byte)JournalEntryKind.Batch;
        BinaryPrimitives.WriteInt64LittleEndian(entry[1..], nowMs);
        BinaryPrimitives.WriteInt64LittleEndian(entry[9..], position.Resume);
        BinaryPrimitives.WriteInt64LittleEndian(entry[17..], position.Reached);
        var streamBytes = Encoding.UTF8.GetBytes(stream, entry[BatchHeaderBytes..]);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[25..], checked((ushort)streamBytes));
        batch.CopyTo(entry[(BatchHeaderBytes + streamBytes)..]);
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
        var kind = (JournalEntryKind)bytes[0];
        var empty = new JournalEntry(kind, 0, "", default, default, 0, null);
        return kind switch
        {
            JournalEntryKind.Batch when bytes.Length >= BatchHeaderBytes => ParseBatch(entry, BatchHeaderBytes),
            JournalEntryKind.OnePositionBatch when bytes.Length >= OnePositionHeaderBytes => ParseBatch(entry, OnePositionHeaderBytes),
            JournalEntryKind.Publish => empty with { NowMs = BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]) },
            JournalEntryKind.Tables => empty with { TablesHash = BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]) },
            JournalEntryKind.Settings => empty with { Bytes = entry[1..] },
            JournalEntryKind.Pass => empty with { Passed = PassEntry.Read(entry) },
            _ => throw new InvalidDataException($"A journal entry has the unknown kind {bytes[0]}: use the program version that wrote it, or a later one."),
        };
    }

    /// <summary>A batch; the header ends with the stream's length and, before it, one position or two.</summary>
    private static JournalEntry ParseBatch(ReadOnlyMemory<byte> entry, int headerBytes)
    {
        var bytes = entry.Span;
        var batchAt = headerBytes + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(headerBytes - 2)..]);
        if (batchAt > bytes.Length) throw new InvalidDataException("A journal entry ends inside the name of its stream.");
        var position = new StreamPosition(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[9..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[(headerBytes - 10)..]));
        return new JournalEntry(
            JournalEntryKind.Batch, BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            Encoding.UTF8.GetString(bytes[headerBytes..batchAt]), position, entry[batchAt..], 0, null);
    }
}

/// <summary>What the centre did.</summary>
public enum JournalEntryKind : byte
{
    /// <summary>Merged a batch; an earlier version wrote it, with one position.</summary>
    OnePositionBatch = 1,

    /// <summary>Published what was merged.</summary>
    Publish = 2,

    /// <summary>Began to use an API table.</summary>
    Tables = 3,

    /// <summary>Began to decide with other settings.</summary>
    Settings = 4,

    /// <summary>Merged a batch.</summary>
    Batch = 5,

    /// <summary>Passed over messages of a stream.</summary>
    Pass = 6,
}
