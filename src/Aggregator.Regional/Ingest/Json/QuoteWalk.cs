using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// Walks through a JSON object from quote to quote, and sets the places of the values that are wanted. It gets to the end
/// of every sound object whose keys have no escapes; at anything else it gives up. One thread.
/// </summary>
/// <param name="root">What is looked for.</param>
/// <param name="quoteBytes">1 for <c>"</c>; 2 for <c>\"</c>, whose positions are those of the second byte.</param>
/// <param name="index">Knows the log's backslashes.</param>
/// <param name="nested">Takes the values of fields that have fields in them; null when there are none such.</param>
internal sealed class QuoteWalk(FieldNode root, int quoteBytes, QuoteIndex index, INestedValues? nested)
{
    private const int MaxDepth = 64;

    private readonly KeyMemory _keys = new();
    private readonly FieldNode?[] _parents = new FieldNode?[MaxDepth];

    /// <summary>The last walk set the place of a string with backslashes.</summary>
    public bool FoundEscapes { get; private set; }

    /// <summary>Walks through the object that the text from <paramref name="start"/> to its end must be.</summary>
    /// <param name="text">A log, or a log up to where a text in it ends.</param>
    /// <param name="start">Where the object's brace is.</param>
    /// <param name="quotes">
    /// The quotes around its strings, all of them and no others, and <see cref="QuoteIndex.Padding"/> positions after its end.
    /// </param>
    /// <param name="record">Gets the values, as places. When the walk gives up, it holds some of them.</param>
    /// <returns>True at the object's and the text's end.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> quotes, LogRecord record)
    {
        if (start >= text.Length || text[start] != '{') return false;
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var vectors = Math.Max(0, text.Length - Vector256<byte>.Count + 1);
        var (at, quote, place, depth, isFirst, escapes) = (start, 0, 0, 0, true, 0UL);
        FieldNode? parent = _parents[0] = root;
        while (true)
        {
            ref readonly var member = ref _keys.At(place);
            if (!member.IsAt(ref bytes, at, vectors) || member.Parent != parent || member.IsFirst != isFirst)
            {
                var next = SkipWhiteSpace(text, isFirst ? at + 1 : at);
                if (next < text.Length && text[next] == '}')
                {
                    (at, isFirst) = (next + 1, false);
                    if (depth == 0) break;
                    parent = _parents[--depth];
                    continue;
                }
                member = ref Learn(text, at, quotes[quote..], place, parent, isFirst);
                if (Unsafe.IsNullRef(in member)) return false;
            }
            var value = at + member.Length;
            if (member.IsText)
            {
                isFirst = false;
                var end = quotes[quote + 3] - (quoteBytes - 1);
                at = end + quoteBytes;
                quote += 4;
                place++;
                if (member.Field >= 0)
                {
                    record.SetPlace(member.Field, value, end - value);
                    escapes |= index.Backslashes(value, end - value);
                }
                else if (member.Node is { } node)
                {
                    var isClosed = at <= text.Length;
                    if (!isClosed || !TryTake(text, new FoundValue(node, FoundKind.Text, value, end), record)) return false;
                }
                continue;
            }
            var kind = KindOf(text, value);
            if (kind == FoundKind.Text)
            {
                _keys.Forget(place);
                continue;
            }
            var inside = member.Node;
            at = EndOfValue(text, value, kind, depth);
            if (at < 0 || (inside is not null && !TrySet(text, new FoundValue(inside, kind, value, at), record))) return false;
            quote += 2;
            place++;
            isFirst = kind == FoundKind.Object;
            if (isFirst)
            {
                if (++depth == MaxDepth) return false;
                parent = _parents[depth] = inside is { HasChildren: true, HoldsKeyValues: false } ? inside : null;
            }
            else if (kind == FoundKind.Array)
            {
                while (quotes[quote] < at) quote++;
            }
        }
        FoundEscapes = escapes != 0;
        return SkipWhiteSpace(text, at) == text.Length && quote == quotes.Length - QuoteIndex.Padding;
    }

    /// <summary>Reads up to a member's value byte by byte, and remembers what stands there; a null reference when no member does.</summary>
    private ref readonly KeyMemory.Member Learn(
        ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> quotes, int place, FieldNode? parent, bool isFirst)
    {
        var before = quoteBytes - 1;
        var at = isFirst ? start : SkipWhiteSpace(text, start);
        if (at >= text.Length || text[at] != (isFirst ? '{' : ',')) return ref Unsafe.NullRef<KeyMemory.Member>();
        at = SkipWhiteSpace(text, at + 1);
        if (quotes[0] != at + before || quotes.Length < QuoteIndex.Padding + 2) return ref Unsafe.NullRef<KeyMemory.Member>();
        var key = text[(quotes[0] + 1)..(quotes[1] - before)];
        at = SkipWhiteSpace(text, quotes[1] + 1);
        if (key.Contains((byte)'\\') || at >= text.Length || text[at] != ':') return ref Unsafe.NullRef<KeyMemory.Member>();
        at = SkipWhiteSpace(text, at + 1);
        var isText = quotes[2] == at + before && quotes.Length > QuoteIndex.Padding + 3;
        if (!isText && KindOf(text, at) == FoundKind.Text) return ref Unsafe.NullRef<KeyMemory.Member>();
        var node = parent?.Find(key);
        return ref _keys.Learn(place, text, start, new KeyMemory.Member
        {
            Length = (isText ? at + quoteBytes : at) - start,
            IsText = isText,
            IsFirst = isFirst,
            Parent = parent,
            Node = node,
            Field = node is { HasChildren: false } ? node.Field : -1,
        });
    }

    private FoundKind KindOf(ReadOnlySpan<byte> text, int at) => at >= text.Length ? FoundKind.Bare : text[at] switch
    {
        (byte)'{' => FoundKind.Object,
        (byte)'[' => FoundKind.Array,
        (byte)'"' when quoteBytes == 1 => FoundKind.Text,
        (byte)'\\' when quoteBytes == 2 => FoundKind.Text,
        _ => FoundKind.Bare,
    };

    /// <summary>Where a value other than a string ends, an object up to its brace; negative when it is none.</summary>
    private int EndOfValue(ReadOnlySpan<byte> text, int at, FoundKind kind, int depth)
    {
        if (kind == FoundKind.Object) return at;
        if (kind == FoundKind.Bare) return BareValue.LengthOf(text[at..]) is > 0 and var length ? at + length : -1;
        // The quotes of an array's strings would have to be looked for with their backslashes.
        if (quoteBytes > 1) return -1;
        var json = new JsonCursor(text[at..], depth + 1);
        json.SkipValue();
        return json.State == JsonScan.Sound ? at + json.Position : -1;
    }

    private bool TrySet(ReadOnlySpan<byte> text, in FoundValue found, LogRecord record)
    {
        if (found.Node.HasChildren) return TryTake(text, found, record);
        if (found.Kind == FoundKind.Bare && text[found.Start] != 'n') record.SetPlace(found.Node.Field, found.Start, found.End - found.Start);
        else record.Unset(found.Node.Field);
        return true;
    }

    private bool TryTake(ReadOnlySpan<byte> text, in FoundValue found, LogRecord record)
    {
        if (nested is not null) return nested.TryTake(text, found, record);
        // Texts within texts are not walked through; objects are, by this walk.
        if (found.Kind == FoundKind.Text) return false;
        found.Node.Unset(record);
        return found.Kind != FoundKind.Bare || found.Node.Field < 0;
    }

    private static int SkipWhiteSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }
}
