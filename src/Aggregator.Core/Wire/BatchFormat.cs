using System.Buffers.Binary;

namespace Aggregator.Core.Wire;

/// <summary>
/// The frame of a batch, the same in every version: three bytes of magic, the version, the checksum, and then what the
/// version says. See docs/WIRE-FORMAT.md.
/// </summary>
internal static class BatchFormat
{
    /// <summary>The version that is written, and the only one read so far.</summary>
    public const byte Version = 1;

    /// <summary>Bytes before the body.</summary>
    public const int FrameBytes = ChecksumAt + sizeof(uint);

    private const int VersionAt = 3;
    private const int ChecksumAt = 4;

    /// <summary>What a batch begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "AGB"u8;

    /// <summary>The version a frame names, of at least <see cref="FrameBytes"/>.</summary>
    public static byte VersionOf(ReadOnlySpan<byte> batch) => batch[VersionAt];

    /// <summary>Fills in the frame of a batch whose body is in place.</summary>
    public static void Seal(Span<byte> batch)
    {
        Magic.CopyTo(batch);
        batch[VersionAt] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(batch[ChecksumAt..], ChecksumOf(batch));
    }

    /// <summary>True when the checksum is that of all other bytes.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> batch) =>
        BinaryPrimitives.ReadUInt32LittleEndian(batch[ChecksumAt..]) == ChecksumOf(batch);

    private static uint ChecksumOf(ReadOnlySpan<byte> batch) =>
        Crc32C.Append(Crc32C.Compute(batch[..ChecksumAt]), batch[FrameBytes..]);
}
