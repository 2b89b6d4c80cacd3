using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// Which field each key of a log is: logs of one gateway have the same keys in the same order, so the key that stood at
/// the same place in the log before is the first guess. Every key is compared in full. One thread.
/// </summary>
internal sealed class KeyMemory(FieldNode root)
{
    private const int MaxPlaces = 128;

    private readonly Place[] _places = new Place[MaxPlaces];

    /// <summary>The field of a key without escapes; null when nothing under it is wanted.</summary>
    /// <param name="place">How many keys stood before it in its log.</param>
    /// <param name="text">The log.</param>
    /// <param name="start">Where the key begins in it.</param>
    /// <param name="length">Bytes of the key.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldNode? Find(int place, ReadOnlySpan<byte> text, int start, int length)
    {
        ref var known = ref _places[place & (MaxPlaces - 1)];
        return known.Length == length && Ends(text, start, length) == known.Ends ? known.Node : Learn(ref known, text, start, length);
    }

    private FieldNode? Learn(ref Place place, ReadOnlySpan<byte> text, int start, int length)
    {
        var node = root.Find(text.Slice(start, length));
        // Its first and last eight bytes say all of a key that is no longer than both.
        place = length is > 0 and <= 2 * sizeof(ulong) && start + sizeof(ulong) <= text.Length
            ? new Place(Ends(text, start, length), length, node)
            : default;
        return node;
    }

    /// <summary>The first eight bytes of a key and its last eight, which overlap below sixteen; what is short is filled with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 Ends(ReadOnlySpan<byte> text, int start, int length)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start);
        if (length >= sizeof(ulong))
        {
            return new UInt128(
                Unsafe.ReadUnaligned<ulong>(ref first), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - sizeof(ulong))));
        }
        // A shorter key is followed by its quote, a colon and more, but perhaps not by eight bytes.
        return start + sizeof(ulong) <= text.Length
            ? new UInt128(0, Unsafe.ReadUnaligned<ulong>(ref first) & ((1UL << (8 * length)) - 1))
            : UInt128.MaxValue;
    }

    private readonly record struct Place(UInt128 Ends, int Length, FieldNode? Node);
}
