using System.Buffers.Binary;
using Aggregator.Core.Wire;

namespace Aggregator.Core.Transport.Local;

/// <summary>
/// What surrounds a record inside a FasterLog entry: <c>[crc u32][length i32][previous end i64][record][zeros]</c>,
/// little-endian; the CRC-32C covers everything after itself.
/// </summary>
/// <remarks>
/// FasterLog's own checksum is not enough: it is a plain XOR, is not looked at for pages that are in memory (the last one,
/// after every start), and an entry whose length became zero is taken for the unused rest of its page, which is passed
/// over without a word. The end of the record before chains the records together, so that none can be missing unseen.
/// </remarks>
internal static class RecordFrame
{
    /// <summary>FasterLog's own header of an entry with a checksum: 8 bytes of it, and the length.</summary>
    public const int EntryHeaderBytes = 12;

    private const int FrameHeaderBytes = 16;

    // Entries fill whole multiples of this, so that a page never ends in a rest shorter than FasterLog's header:
    // its iterator would read that header past the end of the page.
    private const int Alignment = 16;

    /// <summary>Bytes of the frame of a record.</summary>
    public static int FrameBytes(int recordBytes)
    {
        var entry = EntryHeaderBytes + FrameHeaderBytes + recordBytes;
        return ((entry + Alignment - 1) & -Alignment) - EntryHeaderBytes;
    }

    /// <summary>Fills a frame of <see cref="FrameBytes"/> bytes.</summary>
    public static void Write(Span<byte> frame, long previousEnd, ReadOnlySpan<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], previousEnd);
        record.CopyTo(frame[FrameHeaderBytes..]);
        frame[(FrameHeaderBytes + record.Length)..].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Crc32C.Compute(frame[4..]));
    }

    /// <summary>Finds the record in a frame; false when the frame is damaged, or follows another record than expected.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> frame, long previousEnd, out ReadOnlyMemory<byte> record)
    {
        record = default;
        var bytes = frame.Span;
        if (bytes.Length < FrameHeaderBytes) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc32C.Compute(bytes[4..])) return false;
        if (BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) != previousEnd) return false;

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length < 0 || FrameBytes(length) != bytes.Length) return false;
        record = frame.Slice(FrameHeaderBytes, length);
        return true;
    }
}
