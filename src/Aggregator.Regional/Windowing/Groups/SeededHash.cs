using System.Runtime.CompilerServices;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>A hash of two words by one multiplication. Seeded per process, so that crafted values cannot be made to collide.</summary>
internal static class SeededHash
{
    private static readonly ulong First = (ulong)Random.Shared.NextInt64() ^ 0xA076_1D64_78BD_642F;
    private static readonly ulong Second = (ulong)Random.Shared.NextInt64() ^ 0xE703_7ED1_A0B4_28DB;

    /// <summary>64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong left, ulong right)
    {
        var high = Math.BigMul(left ^ First, right ^ Second, out var low);
        return high ^ low;
    }
}
