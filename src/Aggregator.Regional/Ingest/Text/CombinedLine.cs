namespace Aggregator.Regional.Ingest.Text;

/// <summary>A <c>combined</c> log cut into its parts, which are as the server wrote them, escapes included.</summary>
internal ref struct CombinedLine
{
    /// <summary>The client's address.</summary>
    public ReadOnlySpan<byte> RemoteAddress { get; private set; }

    /// <summary>The name that the client gave; may hold spaces.</summary>
    public ReadOnlySpan<byte> RemoteUser { get; private set; }

    /// <summary>What stands in the brackets.</summary>
    public ReadOnlySpan<byte> Time { get; private set; }

    /// <summary>The first line of the request, without its quotes.</summary>
    public ReadOnlySpan<byte> Request { get; private set; }

    /// <summary>Three digits.</summary>
    public ReadOnlySpan<byte> Status { get; private set; }

    /// <summary>What follows the status and its space; empty when the line ends there.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; }

    /// <summary>Cuts a line. See <see cref="CombinedParser"/> for the grammar.</summary>
    /// <returns>null, or the reason why the line is malformed.</returns>
    public string? Cut(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        var bracket = line.IndexOf(" ["u8);
        if (bracket < 0) return MalformedReasons.NotInFormat;
        CutHead(line[..bracket]);
        line = line[(bracket + 2)..];

        var timeEnd = line.IndexOf((byte)']');
        if (timeEnd < 0) return MalformedReasons.CutOff;
        Time = line[..timeEnd];
        line = line[(timeEnd + 1)..];

        if (!line.StartsWith(" \""u8)) return " \""u8.StartsWith(line) ? MalformedReasons.CutOff : MalformedReasons.NotInFormat;
        line = line[2..];
        var requestEnd = QuotedText.IndexOfEnd(line);
        if (requestEnd < 0) return MalformedReasons.CutOff;
        Request = line[..requestEnd];
        return CutStatus(line[(requestEnd + 1)..]);
    }

    private void CutHead(ReadOnlySpan<byte> head)
    {
        var first = head.IndexOf((byte)' ');
        if (first < 0) first = head.Length;
        RemoteAddress = head[..first];
        head = head[Math.Min(first + 1, head.Length)..];
        // The identity (RFC 1413) that comes now has been "-" for decades; nobody asks for it.
        RemoteUser = head[(head.IndexOf((byte)' ') + 1)..];
    }

    private string? CutStatus(ReadOnlySpan<byte> line)
    {
        const int digits = 3;
        if (line.IsEmpty) return MalformedReasons.CutOff;
        if (line[0] != ' ') return MalformedReasons.NotInFormat;
        line = line[1..];
        var end = line.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (end < 0 && line.Length < digits) return MalformedReasons.CutOff;
        if (end < 0) end = line.Length;
        if (end != digits || (end < line.Length && line[end] != ' ')) return MalformedReasons.NotInFormat;
        Status = line[..digits];
        Rest = line[Math.Min(digits + 1, line.Length)..];
        return null;
    }
}
