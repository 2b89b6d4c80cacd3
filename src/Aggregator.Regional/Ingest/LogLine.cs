namespace Aggregator.Regional.Ingest;

/// <summary>Lines that end in LF or CRLF.</summary>
public static class LogLine
{
    /// <summary>Finds the first line.</summary>
    /// <param name="lines">Begins with it.</param>
    /// <param name="endIsLineEnd">A last line without line end is whole.</param>
    /// <param name="line">The line without its end.</param>
    /// <returns>Its bytes and its end's; 0 when no line ends there.</returns>
    public static int First(ReadOnlySpan<byte> lines, bool endIsLineEnd, out ReadOnlySpan<byte> line) =>
        Cut(lines, lines.IndexOf((byte)'\n'), endIsLineEnd, out line);

    /// <summary>As <see cref="First"/>, for who knows where the first LF is; -1 when there is none.</summary>
    public static int Cut(ReadOnlySpan<byte> lines, int lineFeed, bool endIsLineEnd, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (lineFeed < 0 && !endIsLineEnd) return 0;
        line = lineFeed < 0 ? lines : lines[..lineFeed];
        if (line is [.., (byte)'\r']) line = line[..^1];
        return lineFeed < 0 ? lines.Length : lineFeed + 1;
    }
}
