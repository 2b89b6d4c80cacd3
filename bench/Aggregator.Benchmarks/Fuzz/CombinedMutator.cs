using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>
/// Makes cases of lines as web servers write them: parts that change places, go, come twice, are at the edges of what the grammar
/// takes or very long, and damage to the bytes.
/// </summary>
internal sealed class CombinedMutator : ILogMutator
{
    private const int RealLines = 200;
    private const double DamagedShare = 0.3;
    private const double LatencyShare = 0.3;
    private const int MostChanges = 3;
    private const int MostDamages = 3;
    private const int LongestPart = 300;

    // What comes between parts of a line, and only there.
    private static readonly string[] OtherParts =
    [
        "", "-", "\"-\"", "\"\"", "2001:db8::8a2e:370:7348", "alice", "a b c", "\"a\\\"b\\\\\"", "\"a\"\"b\"", "\"cut", "[", "]", "[x", "\\", "\"",
        "[20/May/2015:23:59:60 +0000]", "[20/May/2015:12:05:61 +0000]", "[31/Apr/2015:12:05:35 +0000]", "[20/May/2015:12:05:35 -0730]", "[20/May/2015:12:05:3x +0000]",
        "[31/Dec/9999:23:59:59 -2359]", "[]", "\"GET / HTTP/1.1\"", "\"get / HTTP/1.1\"", "\"GET\"", "\"GET  HTTP/1.1\"", "\"OPTIONS * HTTP/1.1\"", "\"GET /a b HTTP/2\"",
        "\"GET /a//b/?x=/c#/ HTTP/1.0\"", "\"GET http://h/a/b HTTP/1.1\"", "\"VERSION-CONTROL /\\x22 HTTP/3\"", "\"\\x16\\x03\\x01\"", "\"G@T /\\\"b/c HTTP/1.\"",
        "200", "304", "099", "600", "5x3", "50", "5033", "-03", "0", "2326", "0.014", "1e3", "-1", "99999999999999999999", "14.5 ", " 7\r",
    ];

    private readonly ulong _seed;
    private readonly string[][] _real;

    /// <param name="seed">What all cases depend on.</param>
    public CombinedMutator(ulong seed)
    {
        _seed = seed;
        _real = [.. GeneratedInput.Combined(RealLines).Select(Encoding.Latin1.GetString).Select(PartsOf)];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Write(long number)
    {
        var draw = new Draw(_seed, number);
        List<string> parts = [.. draw.OneOf(_real)];
        if (draw.Chance(LatencyShare)) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{draw.Below(100)}.{draw.Below(1_000_000)}"));
        for (var changes = draw.Below(MostChanges + 1); changes > 0; changes--) Change(parts, ref draw);
        List<byte> line = [.. Encoding.Latin1.GetBytes(string.Join(draw.Chance(0.02) ? "  " : " ", parts))];
        if (draw.Chance(DamagedShare))
        {
            for (var damages = 1 + draw.Below(MostDamages); damages > 0; damages--) ByteDamage.Apply(line, ref draw);
        }
        return CollectionsMarshal.AsSpan(line);
    }

    /// <summary>The parts of a sound line: what stands between spaces, brackets or quotes.</summary>
    private static string[] PartsOf(string line)
    {
        var time = line.Split('[', ']');
        return [.. time[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), $"[{time[1]}]", .. line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..]
            .Split('"').SelectMany((text, number) => number % 2 == 1 ? [$"\"{text}\""] : text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }

    private static void Change(List<string> parts, ref Draw draw)
    {
        if (parts.Count == 0) parts.Add("");
        var (at, other) = (draw.Below(parts.Count), draw.Below(parts.Count));
        switch (draw.Below(7))
        {
            case 0: (parts[at], parts[other]) = (parts[other], parts[at]); break;
            case 1: parts.RemoveAt(at); break;
            case 2: parts.Insert(at, parts[other]); break;
            case 3: parts.Insert(at, draw.OneOf(OtherParts)); break;
            case 4: parts[at] = draw.OneOf(OtherParts); break;
            case 5: parts[at] = parts[at].Insert(draw.Below(parts[at].Length + 1), draw.OneOf(OtherParts)); break;
            // Lengths around whole blocks as often as any other.
            default: parts[at] = parts[at].Insert(draw.Below(parts[at].Length + 1), new string('p', draw.Chance(0.5) ? 60 + draw.Below(9) : draw.Below(LongestPart))); break;
        }
    }
}
