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

    /// <summary>Walks through the object that the text from <paramref name="start"/> on must be.</summary>
    /// <param name="text">A log, or a log up to where a text in it ends.</param>
    /// <param name="start">Where the object's brace is.</param>
    /// <param name="reach">Where what is wanted ends: behind the first value that ends after it, the text is not read. At its end all of it is.</param>
    /// <param name="quotes">
    /// The quotes around its strings, all of them and no others, and <see cref="QuoteIndex.Padding"/> positions after its end.
    /// </param>
    /// <param name="record">Gets the values, as places. When the walk gives up, it holds some of them.</param>
    /// <returns>True at the object's and the text's end, and within the object past <paramref name="reach"/>.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, int start, int reach, ReadOnlySpan<int> quotes, LogRecord record)
    {
        if (start >= text.Length || text.Length < Vector256<byte>.Count || text[start] != '{') return false;
        var step = new Step { At = start, IsFirst = true, Parent = _parents[0] = root };
        bool goesOn;
        do
        {
            Run(text, quotes, record, ref step);
            goesOn = step.At <= reach;
        }
        while (goesOn && TryStep(text, quotes, record, ref step));
        FoundEscapes = step.Backslashes != 0;
        if (!goesOn) return step.At <= text.Length;
        return step.IsClosed && SkipWhiteSpace(text, step.At) == text.Length && step.Quote == quotes.Length - QuoteIndex.Padding;
    }

    /// <summary>
    /// Steps over strings that stand where they stood in the log before: nearly all of a log, so all that it needs is to
    /// fit the processor's registers. References instead of spans: each member that <see cref="KeyMemory.Member.IsAt"/>
    /// finds has three quotes of its own, so a fourth position is there, be it of the padding; no member is behind the last.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(ReadOnlySpan<byte> text, ReadOnlySpan<int> quotes, LogRecord record, ref Step step)
    {
        ref var bytes = ref MemoryMarshal.GetReference(text);
        ref readonly var start = ref _keys.At(step.Place);
        ref readonly var member = ref start;
        ref var closing = ref Unsafe.Add(ref MemoryMarshal.GetReference(quotes), step.Quote + 3);
        var (at, vectors, before, parent, backslashes) = (step.At, text.Length - Vector256<byte>.Count + 1, quoteBytes - 1, step.Parent, 0UL);
        while (member.IsAt(ref bytes, at, vectors) && member.IsPlain && member.Parent == parent)
        {
            var (value, field) = (at + member.Length, member.Field);
            at = closing + 1;
            closing = ref Unsafe.Add(ref closing, 4);
            member = ref Unsafe.Add(ref Unsafe.AsRef(in member), 1);
            if (field < 0) continue;
            var length = at - 1 - before - value;
            record.SetPlace(field, value, length);
            backslashes |= index.Backslashes(value, length);
        }
        var members = (int)(Unsafe.ByteOffset(in start, in member) / Unsafe.SizeOf<KeyMemory.Member>());
        (step.At, step.Quote, step.Place) = (at, step.Quote + 4 * members, step.Place + members);
        step.Backslashes |= backslashes;
    }

    /// <summary>Steps over any one member, or over an object's end.</summary>
    /// <returns>False behind the end of the root, which is closed then, and where the text cannot be read so.</returns>
    private bool TryStep(ReadOnlySpan<byte> text, ReadOnlySpan<int> quotes, LogRecord record, ref Step step)
    {
        var next = SkipWhiteSpace(text, step.IsFirst ? step.At + 1 : step.At);
        if (next < text.Length && text[next] == '}') return TryClose(next, ref step);

        ref readonly var member = ref _keys.At(step.Place);
        var vectors = text.Length - Vector256<byte>.Count + 1;
        if (!member.IsAt(ref MemoryMarshal.GetReference(text), step.At, vectors) || member.Parent != step.Parent || member.IsFirst != step.IsFirst
            || (!member.IsText && !IsBareOrBracket(text, step.At + member.Length)))
        {
            member = ref Learn(text, step.At, quotes[step.Quote..], step);
            if (Unsafe.IsNullRef(in member)) return false;
        }
        step.Place++;
        step.IsFirst = false;
        var value = step.At + member.Length;
        return member.IsText ? TryStepOverText(text, value, quotes, member, record, ref step) : TryStepOver(text, value, quotes, member, record, ref step);
    }

    private bool TryClose(int at, ref Step step)
    {
        (step.At, step.IsFirst, step.IsClosed) = (at + 1, false, step.Depth == 0);
        if (step.IsClosed) return false;
        step.Parent = _parents[--step.Depth];
        return true;
    }

    private bool TryStepOverText(
        ReadOnlySpan<byte> text, int value, ReadOnlySpan<int> quotes, in KeyMemory.Member member, LogRecord record, ref Step step)
    {
        var end = quotes[step.Quote + 3] - (quoteBytes - 1);
        step.At = end + quoteBytes;
        step.Quote += 4;
        if (step.At > text.Length) return false; // it has no end
        if (member.Field < 0) return member.Node is null || TryTake(text, new FoundValue(member.Node, FoundKind.Text, value, end), record);
        record.SetPlace(member.Field, value, end - value);
        step.Backslashes |= index.Backslashes(value, end - value);
        return true;
    }

    private bool TryStepOver(
        ReadOnlySpan<byte> text, int value, ReadOnlySpan<int> quotes, in KeyMemory.Member member, LogRecord record, ref Step step)
    {
        var (kind, node) = (KindOf(text, value), member.Node);
        step.At = EndOfValue(text, value, kind, step.Depth);
        step.Quote += 2;
        if (step.At < 0 || (node is not null && !TrySet(text, new FoundValue(node, kind, value, step.At), record))) return false;
        if (kind == FoundKind.Object)
        {
            if (++step.Depth == MaxDepth) return false;
            step.Parent = _parents[step.Depth] = node is { HasChildren: true, HoldsKeyValues: false } ? node : null;
            step.IsFirst = true;
        }
        else if (kind == FoundKind.Array)
        {
            while (quotes[step.Quote] < step.At) step.Quote++;
        }
        return true;
    }

    /// <summary>Reads up to a member's value byte by byte, and remembers what stands there; a null reference when no member does.</summary>
    private ref readonly KeyMemory.Member Learn(
        ReadOnlySpan<byte> text, int start, ReadOnlySpan<int> quotes, scoped in Step step)
    {
        var before = quoteBytes - 1;
        var at = step.IsFirst ? start : SkipWhiteSpace(text, start);
        if (at >= text.Length || text[at] != (step.IsFirst ? '{' : ',')) return ref Unsafe.NullRef<KeyMemory.Member>();
        at = SkipWhiteSpace(text, at + 1);
        if (quotes[0] != at + before || quotes.Length < QuoteIndex.Padding + 2) return ref Unsafe.NullRef<KeyMemory.Member>();
        var key = text[(quotes[0] + 1)..(quotes[1] - before)];
        at = SkipWhiteSpace(text, quotes[1] + 1);
        if (key.Contains((byte)'\\') || at >= text.Length || text[at] != ':') return ref Unsafe.NullRef<KeyMemory.Member>();
        at = SkipWhiteSpace(text, at + 1);
        var isText = quotes[2] == at + before && quotes.Length > QuoteIndex.Padding + 3;
        if (!isText && KindOf(text, at) == FoundKind.Text) return ref Unsafe.NullRef<KeyMemory.Member>();
        var node = step.Parent?.Find(key);
        return ref _keys.Learn(step.Place, text, start, new KeyMemory.Member
        {
            Length = (isText ? at + quoteBytes : at) - start,
            IsText = isText,
            IsFirst = step.IsFirst,
            IsPlain = isText && !step.IsFirst && node is null or { HasChildren: false },
            Parent = step.Parent,
            Node = node,
            Field = node is { HasChildren: false } ? node.Field : -1,
        });
    }

    /// <summary>True at anything but a string and the white space before a value, neither of which a member that is no string was learned with.</summary>
    private bool IsBareOrBracket(ReadOnlySpan<byte> text, int at) => KindOf(text, at) != FoundKind.Text && SkipWhiteSpace(text, at) == at;

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

    /// <summary>Where a walk stands: behind a value, or at the brace of an object of which nothing was read yet.</summary>
    private struct Step
    {
        public int At;
        public int Quote; // the next one
        public int Place; // members before it
        public int Depth;
        public bool IsFirst;
        public bool IsClosed;
        public FieldNode? Parent;
        public ulong Backslashes; // not 0 when some were found
    }
}
