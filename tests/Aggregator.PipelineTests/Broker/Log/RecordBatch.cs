using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aggregator.Core.Wire;

namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>
/// A record batch (format 2) as the producer sent it: only the header is looked at, the records are opaque and may be
/// compressed in any way. The header counts in bytes: base offset 0, length 8, leader epoch 12, magic 16, CRC 17,
/// attributes 21, last offset delta 23, base time 27, greatest time 35, producer id 43, epoch 51, sequence 53, count 57.
/// </summary>
public sealed class RecordBatch
{
    /// <summary>Bytes before the records.</summary>
    public const int HeaderLength = 61;

    private const int CoveredByCrc = 21;
    private const byte Magic = 2;
    private const int CompressionBits = 0x07;
    private const int TransactionalBit = 0x10;
    private const int ControlBit = 0x20;

    private readonly Memory<byte> _bytes;

    private RecordBatch(Memory<byte> bytes) => _bytes = bytes;

    /// <summary>The whole batch.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Offset of the first record; set when the batch is appended.</summary>
    public long First => BinaryPrimitives.ReadInt64BigEndian(_bytes.Span);

    /// <summary>Offset of the last record.</summary>
    public long Last => First + LastDelta;

    /// <summary>Offsets that the batch takes, less one.</summary>
    public int LastDelta => Int32(23);

    /// <summary>Time of the first record, ms since 1970; the others' are relative to it.</summary>
    public long BaseTimestampMs => Int64(27);

    /// <summary>The greatest time of its records, ms since 1970.</summary>
    public long MaxTimestampMs => Int64(35);

    /// <summary>-1 for a producer that is neither idempotent nor transactional.</summary>
    public long ProducerId => Int64(43);

    public short ProducerEpoch => BinaryPrimitives.ReadInt16BigEndian(_bytes.Span[51..]);

    /// <summary>Sequence number of the first record.</summary>
    public int FirstSequence => Int32(53);

    /// <summary>Sequence number of the last record; they go round after the greatest integer.</summary>
    public int LastSequence => (int)((FirstSequence + (long)LastDelta) & int.MaxValue);

    public int RecordCount => Int32(57);

    public bool Compressed => (Attributes & CompressionBits) != 0;

    public bool Transactional => (Attributes & TransactionalBit) != 0;

    /// <summary>A marker of a transaction's end rather than data.</summary>
    public bool Control => (Attributes & ControlBit) != 0;

    private short Attributes => BinaryPrimitives.ReadInt16BigEndian(_bytes.Span[21..]);

    /// <summary>
    /// Takes over bytes that must be exactly one sound batch; null when they are not. The bytes belong to the batch from now on:
    /// its offset is written into them.
    /// </summary>
    public static RecordBatch? From(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderLength) return null;
        var batch = new RecordBatch(MemoryMarshal.AsMemory(bytes));
        var span = bytes.Span;
        return batch.Int32(8) == bytes.Length - 12 && span[16] == Magic && batch.LastDelta >= 0 && batch.Int32(17) == (int)Crc32C.Compute(span[CoveredByCrc..])
            ? batch
            : null;
    }

    /// <summary>Gives the batch its place in the log. The checksum does not cover it.</summary>
    public void PlaceAt(long offset)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.Span, offset);
        BinaryPrimitives.WriteInt32BigEndian(_bytes.Span[12..], 0);
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32BigEndian(_bytes.Span[at..]);

    private long Int64(int at) => BinaryPrimitives.ReadInt64BigEndian(_bytes.Span[at..]);
}
