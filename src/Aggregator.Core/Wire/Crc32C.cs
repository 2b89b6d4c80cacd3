using System.Numerics;
using System.Runtime.InteropServices;

namespace Aggregator.Core.Wire;

/// <summary>CRC-32C (Castagnoli, as in RFC 3720): finds every single flipped bit, and any burst of up to 32 bits.</summary>
public static class Crc32C
{
    /// <summary>The checksum of nothing: where <see cref="Append"/> begins.</summary>
    public const uint Empty = 0;

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(Empty, bytes);

    /// <summary>The checksum of what <paramref name="crc"/> covers, followed by <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        }
        foreach (var last in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, last);
        return ~crc;
    }
}
