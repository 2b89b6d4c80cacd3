using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Aggregator.Regional.Ingest;

/// <summary>64 bytes looked at together: the part of a text that a word has a bit each for.</summary>
internal static class ByteBlock
{
    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 64;

    /// <summary>Which bytes of a block are the wanted one: a bit each, the first byte's lowest.</summary>
    /// <param name="block">The first of 64 bytes that may be read.</param>
    /// <param name="wanted">The byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref readonly byte block, byte wanted)
    {
        if (Vector512.IsHardwareAccelerated)
            return Vector512.Equals(Vector512.LoadUnsafe(in block), Vector512.Create(wanted)).ExtractMostSignificantBits();
        if (Vector256.IsHardwareAccelerated)
        {
            var low = Vector256.Equals(Vector256.LoadUnsafe(in block), Vector256.Create(wanted));
            var high = Vector256.Equals(Vector256.LoadUnsafe(in block, 32), Vector256.Create(wanted));
            return low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
        }
        var bits = 0UL;
        for (nuint at = 0; at < Bytes; at += 16)
        {
            var equal = Vector128.Equals(Vector128.LoadUnsafe(in block, at), Vector128.Create(wanted));
            bits |= (ulong)equal.ExtractMostSignificantBits() << (int)at;
        }
        return bits;
    }
}
