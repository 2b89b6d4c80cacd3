namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// The values of fields that have fields in them: JSON texts within strings, walked through by their escaped quotes no
/// further than to the last name that is wanted, and strings of <c>k=v;k=v</c>, whose parts are found where they lie. What
/// cannot be read so is left to the plain parser. One thread.
/// </summary>
/// <param name="index">Of the log.</param>
/// <param name="plain">Reads what cannot be read here; its results are the law.</param>
internal sealed class NestedValues(QuoteIndex index, GatewayJsonParser plain) : INestedValues
{
    // Room behind the last name for its value. A longer one takes a second walk, of the whole text.
    private const int UsualValue = 96;

    private readonly Dictionary<FieldNode, QuoteWalk> _walks = [];

    // The string of LogFields.Deferred, read at last and only if somebody asks for something in it.
    private FoundValue? _deferred;

    /// <summary>Since <see cref="Begin"/>, places of strings with backslashes were set.</summary>
    public bool FoundEscapes { get; private set; }

    /// <summary>A string has been put off.</summary>
    public bool HasDeferred => _deferred is not null;

    /// <summary>Strings that were left to the plain parser.</summary>
    public long PlainTexts { get; private set; }

    /// <summary>Comes before a log's first value.</summary>
    public void Begin() => (_deferred, FoundEscapes) = (null, false);

    /// <inheritdoc/>
    public bool TryTake(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        var isText = found.Kind == FoundKind.Text;
        if (found.Node.IsDeferred)
        {
            _deferred = isText ? found : null;
            if (isText) return true;
        }
        found.Node.Unset(record);
        if (isText) TakeText(log, found, record);
        else if (found.Kind == FoundKind.Bare && found.Node.Field >= 0 && log[found.Start] != 'n')
            record.SetPlace(found.Node.Field, found.Start, found.End - found.Start);
        return true;
    }

    /// <summary>Takes the string that was put off.</summary>
    public void TakeDeferred(ReadOnlySpan<byte> log, LogRecord record)
    {
        if (_deferred is not { } found) return;
        found.Node.Unset(record);
        TakeText(log, found, record);
    }

    private void TakeText(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        var hasBackslash = index.HasBackslash(found.Start, found.End);
        if (found.Node.HoldsKeyValues ? TryTakeKeyValues(log, found, hasBackslash, record) : TryWalk(log, found, record)) return;
        PlainTexts++;
        plain.TakeString(new JsonString(log[found.Start..found.End], hasBackslash), found.Node, record);
    }

    private bool TryTakeKeyValues(ReadOnlySpan<byte> log, in FoundValue found, bool hasBackslash, LogRecord record)
    {
        FoundEscapes |= hasBackslash;
        return KeyValuePlaces.TryRead(log, found, hasBackslash, record);
    }

    /// <summary>Takes the values of a text none of which has escapes of its own.</summary>
    private bool TryWalk(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        if (found.Node.Field >= 0) return false;
        var reach = found.Node.LastNameIn(log[found.Start..found.End]);
        if (reach < 0) return true;
        if (!_walks.TryGetValue(found.Node, out var walk)) _walks.Add(found.Node, walk = new QuoteWalk(found.Node, quoteBytes: 2, index, nested: null));
        var end = Math.Min(found.Start + reach + UsualValue, found.End);
        return TryWalk(walk, log[..end], found.Start, reach, record)
            || (end < found.End && TryWalk(walk, log[..found.End], found.Start, reach, record));
    }

    private bool TryWalk(QuoteWalk walk, ReadOnlySpan<byte> text, int start, int reach, LogRecord record) =>
        index.TryFillEscaped(start, text.Length, out var quotes)
        && walk.TryRead(text, start, Math.Min(start + reach, text.Length), quotes, record) && !walk.FoundEscapes;
}
