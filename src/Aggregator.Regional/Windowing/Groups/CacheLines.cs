using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>Asks the processor for memory before it is needed, so that many places are waited for at once.</summary>
internal static class CacheLines
{
    /// <summary>Bytes of a line.</summary>
    public const int Bytes = 64;

    /// <summary>Fetches the line where <paramref name="memory"/> begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T memory)
    {
        // What the collector moves meanwhile is fetched in vain, and no more.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref memory));
    }

    /// <summary>Bytes from pinned memory to where the next line begins.</summary>
    public static unsafe int BytesToLine<T>(ref T pinned) => (int)(-(nint)Unsafe.AsPointer(ref pinned) & (Bytes - 1));
}
