using System.Buffers.Binary;

namespace Aggregator.Tests.Core.Wire;

/// <summary>Makes the checksum of a batch right, whatever its content: a bitwise twin of the product's.</summary>
internal static class BatchSeal
{
    public static byte[] Sealed(byte[] batch)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < batch.Length; i++)
        {
            if (i is >= 4 and < 8) continue;
            crc ^= batch[i];
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78 & (uint)-(int)(crc & 1));
        }
        BinaryPrimitives.WriteUInt32LittleEndian(batch.AsSpan(4), ~crc);
        return batch;
    }
}
