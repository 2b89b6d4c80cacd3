using System.Buffers;
using System.Text;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>
/// Changes the members of a log, so that it is still JSON: keys that change places, go, come twice or in another spelling;
/// values of other types, with escapes, very long, with texts inside texts.
/// </summary>
internal static class MemberMutation
{
    private const int LongestValue = 5000;

    private static readonly byte[][] OtherKeys = [.. Texts(
        "Ap", "Apis", "api", "\\u0041pi", "Ap\\u0069", "", "Ext5", "callerInfo", "x", "RequestContent", "RegionId", "Pro\\u0064uct",
        "k\\\"", "\\\\", "TotalUsedTimes", "T\0talUsedTime", "__time_", "HttpCodeHttpCodeHttpCodeHttpCode", "实例", "Ext5.logRegionId")];

    private static readonly byte[][] OtherValues = [.. Texts(
        "null", "true", "false", "0", "-1", "200", "1768484240", "1768484240123", "14.5", "-0.0e-7", "1e400", "{}", "[]", "[1,[2,{}],\"a\"]", "\"\"",
        "{\"a\":{\"b\":[]}}", "{\"logRegionId\":\"r\",\"callerInfo\":{\"callerUid\":12}}", "{\"Api\":\"inner\"}", "\"{\"", "\"{}\"", "\"[1]\"",
        "\"2026-01-15T13:37:23Z\"", "\"Api\"", "\"RegionId=a;RegionId=b;;Action\"", "\"RegionId=;Action==x;A=b\"", "\" 200 \"", "\"1768484240.5\"")];

    private static readonly byte[][] Escapes = [.. Texts(
        "\\n", "\\u0041", "\\\"", "\\\\", "\\/", "\\ud83d\\ude00", "\\ud83d", "\\ude00x", "\\u00", "\\u00e9", "\\q", "\\u0000", "\\\\\\\"", "\\b\\f\\r\\t")];

    /// <summary>Changes a log's members once, in one of its ways.</summary>
    public static void Apply(List<Member> members, ref Draw draw)
    {
        if (members.Count == 0)
        {
            members.Add(new Member(draw.OneOf(OtherKeys), draw.OneOf(OtherValues)));
            return;
        }
        var at = draw.Below(members.Count);
        var other = draw.Below(members.Count);
        var (key, value) = members[at];
        switch (draw.Below(10))
        {
            case 0: (members[at], members[other]) = (members[other], members[at]); break;
            case 1: members.RemoveAt(at); break;
            case 2: members.Insert(other, new Member(key, members[other].Value)); break;
            case 3: members.Insert(at, new Member(draw.OneOf(OtherKeys), draw.OneOf(OtherValues))); break;
            case 4: members[at] = new Member(Inserted(key, draw.OneOf(Escapes), ref draw, edge: 0), value); break;
            case 5: members[at] = new Member(key, draw.OneOf(OtherValues)); break;
            case 6: members[at] = new Member(key, WithinQuotes(value, draw.OneOf(Escapes), ref draw)); break;
            case 7: members[at] = new Member(key, WithinQuotes(value, LongText(ref draw), ref draw)); break;
            case 8: members[at] = new Member(key, Unquoted(value)); break;
            default: members[at] = new Member(key, OtherText(value, ref draw)); break;
        }
    }

    /// <summary>The text inside a string changed in the same ways; a value that holds none is put into a text.</summary>
    private static byte[] OtherText(byte[] value, ref Draw draw)
    {
        var inner = JsonMembers.Within(value) ?? [new Member(draw.OneOf(OtherKeys), value)];
        for (var changes = draw.Below(3); changes >= 0; changes--) Apply(inner, ref draw);
        var output = new ArrayBufferWriter<byte>();
        JsonMembers.Write(inner, output, ref draw, JsonMembers.AnySpaces);
        // Now and then the text stands there as a plain object.
        return draw.Chance(0.1) ? output.WrittenSpan.ToArray() : JsonMembers.Quote(output.WrittenSpan);
    }

    private static byte[] Unquoted(byte[] value) => value is [(byte)'"', _, .., (byte)'"'] ? value[1..^1] : JsonMembers.Quote(value);

    private static byte[] WithinQuotes(byte[] value, byte[] inserted, ref Draw draw) =>
        value is [(byte)'"', .., (byte)'"'] and { Length: > 1 } ? Inserted(value, inserted, ref draw, edge: 1) : JsonMembers.Quote(inserted);

    private static byte[] Inserted(byte[] text, byte[] inserted, ref Draw draw, int edge)
    {
        var at = edge + draw.Below(text.Length - 2 * edge + 1);
        return [.. text[..at], .. inserted, .. text[at..]];
    }

    private static byte[] LongText(ref Draw draw)
    {
        // Lengths around whole vectors as often as any other.
        var length = draw.Chance(0.5) ? 64 * draw.Below(4) + draw.Below(5) : draw.Below(LongestValue);
        var pattern = draw.OneOf(Escapes);
        var text = new byte[length];
        for (var i = 0; i < length; i++) text[i] = (byte)('a' + i % 26);
        if (pattern.Length < length && draw.Chance(0.5)) pattern.CopyTo(text, draw.Below(length - pattern.Length));
        return text;
    }

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);
}
