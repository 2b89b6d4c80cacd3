using System.Buffers;
using System.Text;
using Aggregator.Benchmarks.Fuzz;

namespace Aggregator.Benchmarks.Forms;

/// <summary>
/// Writes a gateway log in another form that says the same: keys in any order, white space between parts, numbers without
/// quotes, texts in strings as plain objects, further fields with nested values, and what is empty or of no use left out.
/// </summary>
internal static class LogForm
{
    private static readonly string[] Numbers = ["HttpCode", "TotalUsedTime", "__time__", "CallerUid"];
    private static readonly string[] OfNoUse = ["AK", "ClientIp", "Domain"];

    private static readonly Member[] Further =
    [
        new([.. "tags"u8], [.. """[{"Api":"inner","Product":["x",{"y":null}]},1.5e3,"}"]"""u8]),
        new([.. "upstream"u8], [.. """{"Api":"inner","HttpCode":500,"LocalIp":{"a":"\"}{"},"empty":{}}"""u8]),
        new([.. "Ap"u8], [.. "\"no API\""u8]),
        new([.. "note"u8], [.. """ "\\\"Api\":\"inner\",\u007d" """u8]),
    ];

    // No line ends: a log is a line.
    private static ReadOnlySpan<byte> Spaces => "  \t \r "u8;

    /// <summary>Writes <paramref name="log"/> anew; <paramref name="draw"/> decides how.</summary>
    public static void Write(ReadOnlySpan<byte> log, IBufferWriter<byte> output, ref Draw draw)
    {
        var members = JsonMembers.Of(log);
        for (var i = members.Count - 1; i >= 0; i--)
        {
            if (CanGo(members[i], ref draw)) members.RemoveAt(i);
            else members[i] = Another(members[i], ref draw);
        }
        while (draw.Chance(0.3)) members.Add(draw.OneOf(Further));
        for (var i = members.Count - 1; i > 0; i--)
        {
            var other = draw.Below(i + 1);
            (members[i], members[other]) = (members[other], members[i]);
        }
        JsonMembers.Write(members, output, ref draw, Spaces);
    }

    // An error code, region or API that is missing counts as an empty one.
    private static bool CanGo(in Member member, ref Draw draw) =>
        draw.Chance(0.5) && (member.Value is [(byte)'"', (byte)'"'] || IsOneOf(OfNoUse, member));

    private static Member Another(in Member member, ref Draw draw)
    {
        if (!draw.Chance(0.5)) return member;
        if (IsOneOf(Numbers, member) && IsNumber(member.Value.AsSpan()[1..^1])) return member with { Value = member.Value[1..^1] };
        return JsonMembers.TextWithin(member.Value) is { } text ? member with { Value = text } : member;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => text is [not (byte)'0', ..] && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsOneOf(string[] names, in Member member) => names.Contains(Encoding.UTF8.GetString(member.Key), StringComparer.Ordinal);
}
