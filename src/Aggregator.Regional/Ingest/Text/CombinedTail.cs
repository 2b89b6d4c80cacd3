namespace Aggregator.Regional.Ingest.Text;

/// <summary>
/// What follows the status of a <c>combined</c> log, taken part by part from the front. A part is quoted, or reaches to
/// the next space. All may be missing; a quoted part without its closing quote was cut off and is taken as it is.
/// </summary>
internal ref struct CombinedTail(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text.TrimEnd((byte)' ');

    /// <summary>The last part that was taken had no closing quote: the line was cut off in it.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes the next part, if there is one and, with <paramref name="onlyQuoted"/>, if that is quoted.</summary>
    public bool TryTake(bool onlyQuoted, out ReadOnlySpan<byte> part)
    {
        part = default;
        _rest = _rest.TrimStart((byte)' ');
        if (_rest.IsEmpty || (onlyQuoted && _rest[0] != '"')) return false;
        part = _rest[0] == '"' ? TakeQuoted() : TakePlain();
        return true;
    }

    private ReadOnlySpan<byte> TakeQuoted()
    {
        var part = _rest[1..];
        var end = QuotedText.IndexOfEnd(part);
        IsCut = end < 0;
        if (IsCut) end = part.Length;
        _rest = part[Math.Min(end + 1, part.Length)..];
        return part[..end];
    }

    private ReadOnlySpan<byte> TakePlain()
    {
        var end = _rest.IndexOf((byte)' ');
        if (end < 0) end = _rest.Length;
        var part = _rest[..end];
        _rest = _rest[end..];
        return part;
    }
}
