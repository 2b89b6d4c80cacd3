using System.Text;
using System.Text.Unicode;

namespace Aggregator.Core.Series;

/// <summary>
/// The canonical form of a value that becomes a key or a label: valid UTF-8, at most <see cref="MaxBytes"/> bytes,
/// never empty, and never one of the words that the product itself writes.
/// </summary>
public static class LabelValue
{
    /// <summary>Longest label value in bytes of UTF-8; a longer one is cut at a character's boundary.</summary>
    public const int MaxBytes = 256;

    /// <summary>What a missing value is shown as.</summary>
    public const string Unknown = "unknown";

    /// <summary>Where tenants without a level are summed.</summary>
    public const string Other = "other";

    /// <summary>Where label sets past a budget are summed.</summary>
    public const string Overflow = "__overflow__";

    /// <summary>
    /// Decodes <paramref name="utf8"/> (U+FFFD for what is not UTF-8), cuts it to <see cref="MaxBytes"/>, and puts a
    /// <c>_</c> before a reserved word, so that a log cannot pose as the product. Empty stays empty.
    /// </summary>
    public static string Canonical(ReadOnlySpan<byte> utf8)
    {
        // Each bad byte becomes U+FFFD (3 bytes), so the cut is made after decoding; the first cut only bounds the work.
        var bounded = utf8[..Math.Min(utf8.Length, MaxBytes + 4)];
        return Canonical(Encoding.UTF8.GetString(bounded));
    }

    /// <inheritdoc cref="Canonical(ReadOnlySpan{byte})"/>
    public static string Canonical(string value) => value switch
    {
        Unknown or Other or Overflow => "_" + value,
        _ => Cut(WithoutLoneSurrogates(value)),
    };

    /// <summary>True when these bytes are their own canonical form; far cheaper than making it.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= MaxBytes && Utf8.IsValid(utf8)
        && !utf8.SequenceEqual("unknown"u8) && !utf8.SequenceEqual("other"u8) && !utf8.SequenceEqual("__overflow__"u8);

    /// <summary>The reserved word that a canonical value stands for; null for every other value.</summary>
    public static string? ReservedWordOf(string canonical) => canonical switch
    {
        "_" + Unknown or "_" + Other or "_" + Overflow => canonical[1..],
        _ => null,
    };

    /// <summary>The canonical form, with <see cref="Unknown"/> for an empty value.</summary>
    public static string CanonicalOrUnknown(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? Unknown : Canonical(utf8);

    // Escapes such as \ud800 can make a string that has no UTF-8; the encoder turns what is lone into U+FFFD.
    private static string WithoutLoneSurrogates(string value) => value.AsSpan().ContainsAnyInRange('\ud800', '\udfff')
        ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value))
        : value;

    private static string Cut(string value)
    {
        if (value.Length <= MaxBytes / 3 || Encoding.UTF8.GetByteCount(value) <= MaxBytes) return value;
        var bytes = 0;
        var chars = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes) break;
            chars += rune.Utf16SequenceLength;
        }
        return value[..chars];
    }
}
