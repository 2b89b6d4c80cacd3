using System.Numerics;
using System.Runtime.CompilerServices;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>
/// Where the parts of a request lie in its line: <c>METHOD /path[?query][ HTTP/1.1]</c>, whose API is its own beginning.
/// Requests of other forms, which <see cref="RequestLine"/> reads as well, are none here.
/// </summary>
internal readonly struct RequestPlaces
{
    private const int ProtocolLength = 8;

    // "A /": with the quote, the space and the status behind it, it has the eight bytes that a method is read from.
    private const int ShortestLength = 3;

    private RequestPlaces(int methodLength, int pathStart, int targetEnd)
    {
        MethodLength = methodLength;
        PathStart = pathStart;
        TargetEnd = targetEnd;
    }

    /// <summary>The method begins where the request does.</summary>
    public int MethodLength { get; }

    /// <summary>Where the path's first slash is.</summary>
    public int PathStart { get; }

    /// <summary>Where path, query and fragment end.</summary>
    public int TargetEnd { get; }

    /// <summary>
    /// Finds the parts of the request from <paramref name="start"/> to before <paramref name="end"/>, where the line goes on
    /// with a quote, a space and a status.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> line, int start, int end, out RequestPlaces request)
    {
        request = default;
        if (end - start < ShortestLength) return false;
        if (!TextWords.TryReadMethod(line[start..], out var length)) return false;
        var path = start + length + 1;
        if (path >= end || line[path] != '/') return false;
        request = new RequestPlaces(length, path, EndOfTarget(line, path, end));
        return true;
    }

    /// <summary>Where the path ends.</summary>
    public int PathEnd(ReadOnlySpan<byte> line)
    {
        var end = line[PathStart..TargetEnd].IndexOfAny((byte)'?', (byte)'#');
        return end < 0 ? TargetEnd : PathStart + end;
    }

    /// <summary>Where the path's first <paramref name="segments"/> parts end: see <see cref="RequestLine.PathPrefix"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PrefixEnd(ReadOnlySpan<byte> line, int segments)
    {
        var end = EndOfParts(line, PathStart + 1, segments);
        while (end > PathStart + 1 && line[end - 1] == '/') end--;
        return end;
    }

    private int EndOfParts(ReadOnlySpan<byte> line, int from, int segments)
    {
        for (var at = from; at < TargetEnd; at += LineBlock.Bytes)
        {
            var block = new LineBlock(line, at);
            var ends = block.Equal((byte)'?') | block.Equal((byte)'#');
            if (TargetEnd - at < LineBlock.Bytes) ends |= 1UL << (TargetEnd - at);
            // The slashes before the first end, of which the last that counts ends the parts.
            var slashes = block.Equal((byte)'/') & (ends - 1) & ~ends;
            for (; segments > 1 && slashes != 0; segments--) slashes &= slashes - 1;
            if ((slashes | ends) != 0) return at + BitOperations.TrailingZeroCount(slashes != 0 ? slashes : ends);
        }
        return TargetEnd;
    }

    /// <summary>What comes before the last space and <c>HTTP/</c>; all when there is no such thing.</summary>
    private static int EndOfTarget(ReadOnlySpan<byte> line, int from, int end)
    {
        var at = end - ProtocolLength;
        if (at > from && line[at - 1] == ' ' && TextWords.IsProtocol(line[at..])) return at - 1;
        var last = line[from..end].LastIndexOf((byte)' ');
        return last >= 0 && line[(from + last + 1)..end].StartsWith("HTTP/"u8) ? from + last : end;
    }
}
