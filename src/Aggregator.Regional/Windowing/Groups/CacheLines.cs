using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>Asks the processor for memory before it is needed, so that many places are waited for at once.</summary>
internal static class CacheLines
{
    /// <summary>Fetches the line where <paramref name="memory"/> begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T memory)
    {
        // What the collector moves meanwhile is fetched in vain, and no more.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref memory));
    }
}
