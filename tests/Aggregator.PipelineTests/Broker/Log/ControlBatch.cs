using System.Buffers.Binary;
using Aggregator.Core.Wire;

namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>Makes transaction markers: batches of one record that end a producer's transaction in a partition and take an offset.</summary>
internal static class ControlBatch
{
    // A record: length, attributes, time delta, offset delta (zigzag), key (version, type), value (version, coordinator epoch), headers.
    private const int RecordBodyLength = 16;
    private const int Attributes = 0x30;

    /// <summary>The marker of a commit or an abort, not yet placed in a log.</summary>
    public static RecordBatch Marker(long producerId, short epoch, bool commit, long nowMs)
    {
        var bytes = new byte[RecordBatch.HeaderLength + 1 + RecordBodyLength];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), bytes.Length - 12);
        bytes[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(21), Attributes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(27), nowMs);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(35), nowMs);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(43), producerId);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(51), epoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(53), -1);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(57), 1);
        WriteRecord(bytes.AsSpan(RecordBatch.HeaderLength), commit);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(17), Crc32C.Compute(bytes.AsSpan(21)));
        return RecordBatch.From(bytes) ?? throw new InvalidOperationException("A marker that the broker made is not sound.");
    }

    private static void WriteRecord(Span<byte> record, bool commit)
    {
        record[0] = ZigZag(RecordBodyLength);
        record[4] = ZigZag(4);                   // key length, after attributes, time and offset delta of 0
        record[8] = (byte)(commit ? 1 : 0);      // key: int16 version 0, int16 type
        record[9] = ZigZag(6);                   // value length; int16 version 0, int32 coordinator epoch 0, then no headers
    }

    private static byte ZigZag(int small) => (byte)(small << 1);
}
