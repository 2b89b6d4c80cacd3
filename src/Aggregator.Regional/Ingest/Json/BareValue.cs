using System.Buffers;
using Aggregator.Regional.Ingest.Values;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>The values that JSON writes without quotes: numbers, <c>true</c>, <c>false</c>, <c>null</c>.</summary>
internal static class BareValue
{
    /// <summary>The bytes before which such a value ends.</summary>
    public static readonly SearchValues<byte> Ends = SearchValues.Create(" \t\r\n,}]"u8);

    /// <summary>Bytes of the whole value that a text begins with and that something follows; 0 when there is none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits])) digits++;
        // Nearly every bare value of a log: a whole number.
        if (digits > 0 && digits < text.Length && text[digits] is (byte)',' or (byte)'}' && (text[0] != '0' || digits == 1)) return digits;
        var length = text.IndexOfAny(Ends);
        return length > 0 && Check(text[..length]) == JsonScan.Sound ? length : 0;
    }

    /// <summary>
    /// Sound for a whole value, cut off for the beginning of one (an empty text too), damaged for anything else.
    /// </summary>
    public static JsonScan Check(ReadOnlySpan<byte> text) => text switch
    {
        [] => JsonScan.CutOff,
        [(byte)'n', ..] => CheckWord(text, "null"u8),
        [(byte)'t', ..] => CheckWord(text, "true"u8),
        [(byte)'f', ..] => CheckWord(text, "false"u8),
        _ => CheckNumber(text),
    };

    private static JsonScan CheckWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        !word.StartsWith(text) ? JsonScan.Damaged : text.Length < word.Length ? JsonScan.CutOff : JsonScan.Sound;

    /// <summary><c>[-] (0 | 1–9 digits) [. digits] [e [+|-] digits]</c> (RFC 8259 section 6).</summary>
    private static JsonScan CheckNumber(ReadOnlySpan<byte> text)
    {
        if (text[0] == '-') text = text[1..];
        if (text is [(byte)'0', ..]) text = text[1..];
        else if (!DecimalText.SkipDigits(ref text)) return Missing(text);

        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            if (!DecimalText.SkipDigits(ref text)) return Missing(text);
        }
        if (text is [(byte)'e' or (byte)'E', ..])
        {
            text = text[1..];
            if (text is [(byte)'+' or (byte)'-', ..]) text = text[1..];
            if (!DecimalText.SkipDigits(ref text)) return Missing(text);
        }
        return text.IsEmpty ? JsonScan.Sound : JsonScan.Damaged;
    }

    // A digit is missing: more text could bring it only if there is no other byte in its place.
    private static JsonScan Missing(ReadOnlySpan<byte> rest) => rest.IsEmpty ? JsonScan.CutOff : JsonScan.Damaged;
}
