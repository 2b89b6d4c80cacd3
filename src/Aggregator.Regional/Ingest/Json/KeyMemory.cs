using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// Which field each key of a log is: logs of one gateway have the same keys in the same order, so the key that stood at
/// the same place in the log before is the first guess. Every key is compared in full. One thread.
/// </summary>
internal sealed class KeyMemory
{
    private const int MaxPlaces = 128;

    private readonly Place[] _places = new Place[MaxPlaces];

    /// <summary>Finds the field of a key; null when nothing under it is wanted.</summary>
    /// <param name="place">How many keys stood before it in its log.</param>
    /// <param name="parent">What the key's object is looked into for.</param>
    /// <param name="text">The log.</param>
    /// <param name="start">Where the key begins in it.</param>
    /// <param name="length">Bytes of the key.</param>
    /// <param name="node">The field.</param>
    /// <returns>False for a key with escapes, whose bytes are not its name.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(int place, FieldNode parent, ReadOnlySpan<byte> text, int start, int length, out FieldNode? node)
    {
        ref var known = ref _places[place & (MaxPlaces - 1)];
        if (known.Length != length || known.Parent != parent || Ends(text, start, length) != (known.First, known.Last))
            return TryLearn(ref known, parent, text, start, length, out node);
        node = known.Node;
        return true;
    }

    private static bool TryLearn(ref Place place, FieldNode parent, ReadOnlySpan<byte> text, int start, int length, out FieldNode? node)
    {
        node = null;
        var key = text.Slice(start, length);
        if (key.Contains((byte)'\\')) return false;
        node = parent.Find(key);
        // Its first and last eight bytes say all of a key that is no longer than both.
        if (length > 2 * sizeof(ulong) || start + sizeof(ulong) > text.Length) return true;
        var (first, last) = Ends(text, start, length);
        place = new Place { First = first, Last = last, Length = length, Parent = parent, Node = node };
        return true;
    }

    /// <summary>The first eight bytes of a key and its last eight, which overlap below sixteen; a key below eight has no last ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong First, ulong Last) Ends(ReadOnlySpan<byte> text, int start, int length)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start);
        if (length >= sizeof(ulong))
        {
            ref var last = ref Unsafe.Add(ref first, length - sizeof(ulong));
            return (Unsafe.ReadUnaligned<ulong>(ref first), Unsafe.ReadUnaligned<ulong>(ref last));
        }
        // What follows a shorter key may be fewer than eight bytes; no key that is remembered has a last part but no first.
        return start + sizeof(ulong) <= text.Length
            ? (Unsafe.ReadUnaligned<ulong>(ref first) & ((1UL << (8 * length)) - 1), 0)
            : (0, ulong.MaxValue);
    }

    private struct Place
    {
        public ulong First;
        public ulong Last;
        public int Length;
        public FieldNode? Parent;
        public FieldNode? Node;
    }
}
