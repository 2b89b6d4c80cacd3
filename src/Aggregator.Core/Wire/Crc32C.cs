using System.Buffers.Binary;
using System.Numerics;

namespace Aggregator.Core.Wire;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4): the checksum of a batch.</summary>
internal static class Crc32C
{
    /// <summary>What <see cref="Update"/> begins with.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>Takes more bytes; <see cref="Finish"/> the last value.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return crc;
    }

    /// <summary>The checksum.</summary>
    public static uint Finish(uint crc) => ~crc;
}
