using System.Numerics;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>
/// What follows the status of a <c>combined</c> log, taken part by part: <see cref="CombinedTail"/> by places in the line.
/// </summary>
/// <param name="line">A line of at least a block.</param>
/// <param name="from">Where what follows begins; at most at its end.</param>
internal ref struct TailPlaces(ReadOnlySpan<byte> line, int from)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private readonly int _end = EndOfText(line, from);
    private int _at = from;

    /// <summary>The last part that was taken had no closing quote: the line was cut off in it.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes the next part, if there is one and, with <paramref name="onlyQuoted"/>, if that is quoted.</summary>
    public bool TryTake(bool onlyQuoted, out int start, out int end)
    {
        while (_at < _end && _line[_at] == ' ') _at++;
        start = end = _at;
        if (_at >= _end) return false;
        var isQuoted = _line[_at] == '"';
        if (onlyQuoted && !isQuoted) return false;
        if (isQuoted) start++;
        end = isQuoted ? LineBlock.IndexOfQuote(_line, start) : EndOfPlain();
        IsCut = end < 0;
        if (IsCut) end = _end;
        _at = isQuoted ? end + 1 : end;
        return true;
    }

    private readonly int EndOfPlain()
    {
        for (var at = _at; at < _end; at += LineBlock.Bytes)
        {
            var spaces = new LineBlock(_line, at).Equal((byte)' ');
            if (spaces != 0) return Math.Min(at + BitOperations.TrailingZeroCount(spaces), _end);
        }
        return _end;
    }

    private static int EndOfText(ReadOnlySpan<byte> line, int from)
    {
        var end = line.Length;
        while (end > from && line[end - 1] == ' ') end--;
        return end;
    }
}
