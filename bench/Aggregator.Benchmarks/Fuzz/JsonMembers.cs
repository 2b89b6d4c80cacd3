using System.Buffers;
using System.Text.Json;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>Takes JSON objects apart into members, and puts members together again.</summary>
internal static class JsonMembers
{
    private const double SpacedShare = 0.15;

    /// <summary>The members of an object, which must be sound.</summary>
    public static List<Member> Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var members = new List<Member>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueSpan.ToArray();
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add(new Member(key, json[start..(int)reader.BytesConsumed].ToArray()));
        }
        return members;
    }

    /// <summary>The members of the object whose text a JSON string holds; null when it holds none, or none that is sound.</summary>
    public static List<Member>? Within(ReadOnlySpan<byte> value)
    {
        try
        {
            return TextWithin(value) is { } text ? Of(text) : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The decoded text of a JSON string that begins like an object; null for any other value.</summary>
    public static byte[]? TextWithin(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith("\"{"u8)) return null;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = new byte[value.Length];
        return text[..reader.CopyString(text)];
    }

    /// <summary>Any white space that JSON may have.</summary>
    public static ReadOnlySpan<byte> AnySpaces => " \t\r\n  "u8;

    /// <summary>Writes an object; one in seven has white space between its parts, pieces of <paramref name="spaces"/>.</summary>
    public static void Write(IReadOnlyList<Member> members, IBufferWriter<byte> output, ref Draw draw, ReadOnlySpan<byte> spaces)
    {
        if (!draw.Chance(SpacedShare)) spaces = default;
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            Space(spaces, output, ref draw);
            output.Write("\""u8);
            output.Write(members[i].Key);
            output.Write("\""u8);
            Space(spaces, output, ref draw);
            output.Write(":"u8);
            Space(spaces, output, ref draw);
            output.Write(members[i].Value);
            Space(spaces, output, ref draw);
        }
        output.Write("}"u8);
    }

    /// <summary>The string that holds a text: quotes and backslashes escaped, other bytes as they are.</summary>
    public static byte[] Quote(ReadOnlySpan<byte> text)
    {
        var quoted = new List<byte>(text.Length * 2) { (byte)'"' };
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\') quoted.Add((byte)'\\');
            quoted.Add(b);
        }
        quoted.Add((byte)'"');
        return [.. quoted];
    }

    private static void Space(ReadOnlySpan<byte> spaces, IBufferWriter<byte> output, ref Draw draw)
    {
        if (!spaces.IsEmpty && draw.Chance(0.3)) output.Write(spaces[..(1 + draw.Below(spaces.Length))]);
    }
}
