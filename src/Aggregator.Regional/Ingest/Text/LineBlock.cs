using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>
/// 64 bytes of a line, or what is left of it, and which of them are a wanted byte: a bit each, the first byte's lowest.
/// Valid as long as the line is.
/// </summary>
internal readonly ref struct LineBlock
{
    /// <summary>Bytes of a block. A shorter line has none.</summary>
    public const int Bytes = ByteBlock.Bytes;

    private readonly ref readonly byte _bytes;
    private readonly int _before;

    /// <summary>The bytes of a line from <paramref name="at"/> on, which must be before its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LineBlock(ReadOnlySpan<byte> line, int at)
    {
        // The last bytes are read together with those before them: the ones after the line may not be there to be read.
        // Without a branch: whether a part begins so near the end, nobody could guess.
        var missing = at + Bytes - line.Length;
        _before = missing & ~(missing >> 31);
        _bytes = ref MemoryMarshal.GetReference(line.Slice(at - _before, Bytes));
    }

    /// <summary>Which bytes are this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte wanted) => ByteBlock.Equal(in _bytes, wanted) >> _before;

    /// <summary>Where the closing quote is of a text that begins at <paramref name="from"/>; -1 when there is none.</summary>
    /// <remarks>As <see cref="QuotedText.IndexOfEnd"/>: a backslash keeps the next byte from ending the text.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOfQuote(ReadOnlySpan<byte> line, int from)
    {
        for (var at = from; at < line.Length; at += Bytes)
        {
            var block = new LineBlock(line, at);
            var quotes = block.Equal((byte)'"');
            if (block.Equal((byte)'\\') != 0) return IndexOfQuoteAfterBackslash(line, at);
            if (quotes != 0) return at + BitOperations.TrailingZeroCount(quotes);
        }
        return -1;
    }

    // Few lines hold backslashes, so these may cost what they did before.
    private static int IndexOfQuoteAfterBackslash(ReadOnlySpan<byte> line, int from)
    {
        var end = QuotedText.IndexOfEnd(line[from..]);
        return end < 0 ? -1 : from + end;
    }
}
