using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>Hashes by multiplication. Seeded per process, so that crafted values cannot be made to collide.</summary>
internal static class SeededHash
{
    private static readonly ulong First = (ulong)Random.Shared.NextInt64() ^ 0xA076_1D64_78BD_642F;
    private static readonly ulong Second = (ulong)Random.Shared.NextInt64() ^ 0xE703_7ED1_A0B4_28DB;

    /// <summary>64 bits of two words, of which the highest are the best.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong left, ulong right)
    {
        var high = Math.BigMul(left ^ First, right ^ Second, out var low);
        return high ^ low;
    }

    /// <summary>64 bits of at least 16 bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        const int step = 2 * sizeof(ulong);
        var hash = (ulong)bytes.Length;
        for (var rest = bytes; rest.Length > step; rest = rest[step..]) hash = Of(hash, rest);
        return Of(hash, bytes[^step..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Of(ulong before, ReadOnlySpan<byte> bytes) =>
        Of(before ^ MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<ulong>(bytes[sizeof(ulong)..]));
}
