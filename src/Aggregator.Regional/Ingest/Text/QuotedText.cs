using System.Buffers;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>Quoted parts of text formats, in which a backslash keeps the next byte from ending the text.</summary>
internal static class QuotedText
{
    private static readonly SearchValues<byte> QuoteOrBackslash = SearchValues.Create("\"\\"u8);

    /// <summary>Where the closing quote is, for a text whose opening quote has been cut off; -1 when there is none.</summary>
    public static int IndexOfEnd(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var found = text[at..].IndexOfAny(QuoteOrBackslash);
            if (found < 0) return -1;
            at += found;
            if (text[at] == '"') return at;
            at += 2;
        }
        return -1;
    }
}
