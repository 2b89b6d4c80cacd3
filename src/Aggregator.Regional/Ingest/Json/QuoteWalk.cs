namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// Walks through a JSON object from quote to quote, and looks at each byte between the strings. It gets to the end of an
/// object of strings, bare values and objects without white space between them; at anything else it gives up. One thread.
/// </summary>
/// <param name="root">What is looked for.</param>
internal sealed class QuoteWalk(FieldNode root)
{
    private const int MaxDepth = 64;

    private readonly KeyMemory _keys = new();
    private readonly FieldNode?[] _parents = new FieldNode?[MaxDepth];
    private FoundValue[] _found = new FoundValue[16];
    private int _foundCount;

    /// <summary>The values under wanted keys, in their order; of <see cref="TryRead"/>, and only if it got to the end.</summary>
    public ReadOnlySpan<FoundValue> Found => _found.AsSpan(0, _foundCount);

    /// <summary>Walks through the object that the text from <paramref name="start"/> to its end must be.</summary>
    /// <param name="text">A log, or a log up to where a text in it ends.</param>
    /// <param name="start">Where the object's brace is.</param>
    /// <param name="quotes">The quotes around its strings, all of them and no others.</param>
    /// <param name="quoteBytes">1 for <c>"</c>; 2 for <c>\"</c>, whose positions are those of the second byte.</param>
    /// <returns>True at the object's and the text's end.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> quotes, int quoteBytes)
    {
        _foundCount = 0;
        if (start >= text.Length || text[start] != '{') return false;
        FieldNode? parent = _parents[0] = root;
        var before = quoteBytes - 1;
        var (depth, place, quote, at) = (0, 0, 0, start + 1);
        while (true)
        {
            // "key":
            if (quote + 1 >= quotes.Length || quotes[quote] != at + before) return false;
            var key = quotes[quote] + 1;
            var keyLength = quotes[quote + 1] - before - key;
            at = quotes[quote + 1] + 1;
            quote += 2;
            if (at + 1 >= text.Length || text[at++] != ':') return false;
            FieldNode? node = null;
            if (parent is not null && !_keys.TryFind(place++, parent, text, key, keyLength, out node)) return false;

            // "text", { or a bare value
            if (quote + 1 < quotes.Length && quotes[quote] == at + before)
            {
                if (node is not null) Add(node, FoundKind.Text, quotes[quote] + 1, quotes[quote + 1] - before);
                at = quotes[quote + 1] + 1;
                quote += 2;
            }
            else if (text[at] == '{')
            {
                if (++depth == MaxDepth || ++at >= text.Length) return false;
                if (node is not null) Add(node, FoundKind.Object, at, at);
                parent = _parents[depth] = node is { HasChildren: true, HoldsKeyValues: false } ? node : null;
                if (text[at] != '}') continue;
            }
            else
            {
                var length = BareLength(text[at..]);
                if (length <= 0) return false;
                if (node is not null) Add(node, FoundKind.Bare, at, at + length);
                at += length;
            }

            // } as often as it comes, then , or the end
            for (; at < text.Length && text[at] == '}'; at++)
            {
                if (depth == 0) return at + 1 == text.Length && quote == quotes.Length;
                parent = _parents[--depth];
            }
            if (at >= text.Length || text[at++] != ',') return false;
        }
    }

    private static int BareLength(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAny((byte)',', (byte)'}');
        return length > 0 && BareValue.Check(text[..length]) == JsonScan.Sound ? length : 0;
    }

    private void Add(FieldNode node, FoundKind kind, int start, int end)
    {
        if (_foundCount == _found.Length) Array.Resize(ref _found, 2 * _foundCount);
        _found[_foundCount++] = new FoundValue(node, kind, start, end);
    }
}

/// <summary>A value that a walk came by.</summary>
/// <param name="Node">The wanted field.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, a string behind its quote.</param>
/// <param name="End">Where it ends, a string before its quote.</param>
internal readonly record struct FoundValue(FieldNode Node, FoundKind Kind, int Start, int End);

/// <summary>What a value is.</summary>
internal enum FoundKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number, true, false or null.</summary>
    Bare,

    /// <summary>An object, whose own values follow if any are wanted.</summary>
    Object,
}
