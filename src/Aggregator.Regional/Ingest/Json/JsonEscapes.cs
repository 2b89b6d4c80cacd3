using System.Buffers.Text;
using System.Text;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>Decodes the escapes of JSON strings (RFC 8259 section 7).</summary>
internal static class JsonEscapes
{
    private const byte UnicodeEscapeLength = 6; // \u0000

    /// <summary>
    /// Longest decoded form: a backslash that begins no escape becomes the three bytes of U+FFFD, and the byte after it stays.
    /// </summary>
    public static int MaxDecodedLength(int rawLength) => rawLength * 2;

    /// <summary>
    /// Decodes <paramref name="raw"/> into <paramref name="output"/> (at least <see cref="MaxDecodedLength"/> long).
    /// That is what stands between a string's quotes, so every backslash that begins an escape has a byte after it.
    /// A backslash that begins no escape of JSON and a lone surrogate each become U+FFFD; what follows the backslash
    /// stands for itself. All other bytes are copied, whatever they are.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> raw, Span<byte> output)
    {
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0) plain = raw.Length;
            raw[..plain].CopyTo(output[written..]);
            written += plain;
            if (plain == raw.Length) return written;

            var (rune, used) = DecodeEscape(raw[plain..]);
            written += rune.EncodeToUtf8(output[written..]);
            raw = raw[(plain + used)..];
        }
    }

    private static (Rune Rune, int Used) DecodeEscape(ReadOnlySpan<byte> escape) => (char)escape[1] switch
    {
        '"' => (new Rune('"'), 2),
        '\\' => (new Rune('\\'), 2),
        '/' => (new Rune('/'), 2),
        'b' => (new Rune('\b'), 2),
        'f' => (new Rune('\f'), 2),
        'n' => (new Rune('\n'), 2),
        'r' => (new Rune('\r'), 2),
        't' => (new Rune('\t'), 2),
        'u' => DecodeUnicodeEscape(escape),
        _ => (Rune.ReplacementChar, 1),
    };

    private static (Rune Rune, int Used) DecodeUnicodeEscape(ReadOnlySpan<byte> escape)
    {
        if (!TryReadUnit(escape, out var first)) return (Rune.ReplacementChar, 1);
        if (Rune.TryCreate(first, out var single)) return (single, UnicodeEscapeLength);
        return TryReadUnit(escape[UnicodeEscapeLength..], out var second) && Rune.TryCreate(first, second, out var pair)
            ? (pair, 2 * UnicodeEscapeLength)
            : (Rune.ReplacementChar, UnicodeEscapeLength);
    }

    /// <summary>The UTF-16 code unit that a <c>\u</c> with four hexadecimal digits writes.</summary>
    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        unit = default;
        if (escape.Length < UnicodeEscapeLength || escape[0] != '\\' || escape[1] != 'u') return false;
        var digits = escape[2..UnicodeEscapeLength];
        if (!Utf8Parser.TryParse(digits, out ushort value, out var used, 'x') || used != digits.Length) return false;
        unit = (char)value;
        return true;
    }
}
