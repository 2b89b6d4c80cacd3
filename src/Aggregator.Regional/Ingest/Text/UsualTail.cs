using System.Numerics;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>
/// What follows the status of nearly every <c>combined</c> log: <c>bytes "referer" "agent"</c>, then parts without quotes
/// or none, and no backslash in all of it. Its four quotes say where everything is; any other tail takes
/// <see cref="TailPlaces"/>, which goes from part to part and costs 15 to 30 ns more.
/// </summary>
internal readonly struct UsualTail
{
    private const int Quotes = 4;

    private UsualTail(ReadOnlySpan<int> quotes) =>
        (Referer, RefererEnd, Agent, AgentEnd) = (quotes[0] + 1, quotes[1], quotes[2] + 1, quotes[3]);

    /// <summary>Where the referer begins; the bytes end two before it.</summary>
    public int Referer { get; }

    /// <summary>Where its closing quote is.</summary>
    public int RefererEnd { get; }

    /// <summary>Where the agent begins.</summary>
    public int Agent { get; }

    /// <summary>Where its closing quote is.</summary>
    public int AgentEnd { get; }

    /// <summary>Finds the parts of a line of at least a block, from behind the status and its space on.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, int from, out UsualTail tail)
    {
        tail = default;
        Span<int> quotes = stackalloc int[2 * Quotes];
        if (!TryFindQuotes(line, from, quotes)) return false;
        tail = new UsualTail(quotes);
        var bytes = BitOperations.TrailingZeroCount(new LineBlock(line, from).Equal((byte)' '));
        return bytes > 0 && tail.Referer == from + bytes + 2 && tail.Agent == tail.RefererEnd + 3
            && line[tail.RefererEnd + 1] == ' ' && (tail.AgentEnd + 1 == line.Length || line[tail.AgentEnd + 1] == ' ');
    }

    /// <summary>The last part behind the agent; empty when there is none.</summary>
    public ReadOnlySpan<byte> Last(ReadOnlySpan<byte> line)
    {
        var end = line.Length;
        while (line[end - 1] == ' ') end--;
        var start = end;
        while (start > AgentEnd + 1 && line[start - 1] != ' ') start--;
        return line[start..end];
    }

    // Four places are written for each block, wherever its quotes end: no branch that would depend on their number.
    private static bool TryFindQuotes(ReadOnlySpan<byte> line, int from, Span<int> places)
    {
        var (count, backslashes) = (0, 0UL);
        for (var at = from; at < line.Length; at += LineBlock.Bytes)
        {
            var block = new LineBlock(line, at);
            var quotes = block.Equal((byte)'"');
            backslashes |= block.Equal((byte)'\\');
            var next = places.Slice(count, Quotes);
            count += BitOperations.PopCount(quotes);
            if (count > Quotes) return false;
            for (var i = 0; i < Quotes; i++)
            {
                next[i] = at + BitOperations.TrailingZeroCount(quotes);
                quotes &= quotes - 1;
            }
        }
        return count == Quotes && backslashes == 0;
    }
}
