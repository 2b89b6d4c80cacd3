namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// The wanted values of a string that holds <c>k=v;k=v</c>, found where they lie: the string is neither split nor decoded.
/// As <see cref="GatewayJsonParser"/> reads them, whose grammar is the law.
/// </summary>
internal static class KeyValuePlaces
{
    /// <summary>Sets the places of the wanted values, in which there may be escapes.</summary>
    /// <param name="log">The log.</param>
    /// <param name="found">The string.</param>
    /// <param name="hasBackslash">There are backslashes in it.</param>
    /// <param name="record">Gets the places. It holds none of the string's values before.</param>
    /// <returns>False when the string must be decoded first; the record holds some of the values then.</returns>
    public static bool TryRead(ReadOnlySpan<byte> log, in FoundValue found, bool hasBackslash, LogRecord record)
    {
        var text = log[found.Start..found.End];
        if (hasBackslash && !MayBeCutUndecoded(text)) return false;
        foreach (var child in found.Node.Children)
        {
            if (child.WrittenName is not { } key) return false;
            var start = StartOfLast(text, key);
            if (start < 0) continue;
            var length = text[start..].IndexOf((byte)';');
            if (length < 0) length = text.Length - start;
            // The decoder would take it for the beginning of an escape that the separator ends.
            if (length > 0 && text[start + length - 1] == '\\') return false;
            record.SetPlace(child.Field, found.Start + start, length);
        }
        if (found.Node.Field >= 0) record.SetPlace(found.Node.Field, found.Start, text.Length);
        return true;
    }

    /// <summary>Where the value of the last part of that key begins; -1 when there is no such part.</summary>
    private static int StartOfLast(ReadOnlySpan<byte> text, ReadOnlySpan<byte> keyAndEquals)
    {
        for (var end = text.Length; ;)
        {
            var at = text[..end].LastIndexOf(keyAndEquals);
            if (at < 0) return -1;
            if (at == 0 || text[at - 1] == ';') return at + keyAndEquals.Length;
            end = at + keyAndEquals.Length - 1;
        }
    }

    /// <summary>
    /// True when no escape stands for a separator or in a key. Only <c>\u</c> can do that, for no other escape stands for a
    /// separator, or for a byte of a <see cref="FieldNode.WrittenName"/>.
    /// </summary>
    private static bool MayBeCutUndecoded(ReadOnlySpan<byte> text)
    {
        var isInValue = false;
        for (int at; (at = text.IndexOf("\\u"u8)) >= 0; text = text[(at + 2)..])
        {
            var separator = text[..at].LastIndexOfAny((byte)';', (byte)'=');
            if (separator >= 0) isInValue = text[separator] == '=';
            if (!isInValue || IsSeparator(text[(at + 2)..])) return false;
        }
        return true;
    }

    private static bool IsSeparator(ReadOnlySpan<byte> digits) =>
        digits is [(byte)'0', (byte)'0', (byte)'3', (byte)'b' or (byte)'B' or (byte)'d' or (byte)'D', ..];
}
