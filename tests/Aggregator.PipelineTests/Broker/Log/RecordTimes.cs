namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>Finds a record by its time.</summary>
internal static class RecordTimes
{
    /// <summary>
    /// Offset and time of the batch's first record at or after a time, given that it has one. A compressed batch is not opened:
    /// its first record stands for all.
    /// </summary>
    public static (long Offset, long TimestampMs) FirstSince(RecordBatch batch, long sinceMs)
    {
        if (batch.Compressed) return (batch.First, batch.BaseTimestampMs);
        var records = batch.Bytes.Span[RecordBatch.HeaderLength..];
        for (var i = 0; i < batch.RecordCount; i++)
        {
            var length = (int)Varint(ref records);
            var fields = records[1..length]; // behind the attributes
            var time = batch.BaseTimestampMs + Varint(ref fields);
            if (time >= sinceMs) return (batch.First + Varint(ref fields), time);
            records = records[length..];
        }
        return (batch.Last, batch.MaxTimestampMs);
    }

    private static long Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        var read = 0;
        byte next;
        do
        {
            next = bytes[read];
            value |= (ulong)(next & 0x7f) << (7 * read++);
        }
        while ((next & 0x80) != 0);
        bytes = bytes[read..];
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
