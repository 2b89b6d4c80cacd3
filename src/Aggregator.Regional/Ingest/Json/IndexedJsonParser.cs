namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// The JSON formats at speed: finds the quotes of a log by a <see cref="QuoteIndex"/>, jumps from one to the next by a
/// <see cref="QuoteWalk"/>, and in the same way through JSON texts within its strings. What cannot be read so (damaged
/// logs, keys with escapes, texts within texts) is left to <see cref="GatewayJsonParser"/>, whose grammar and results
/// are the law. One thread.
/// </summary>
public sealed class IndexedJsonParser : ILogParser, INestedValues
{
    private readonly LogFields _fields;
    private readonly GatewayJsonParser _plain;
    private readonly QuoteIndex _index = new();
    private readonly QuoteWalk _log;
    private readonly Dictionary<FieldNode, QuoteWalk> _texts = [];

    // The string of LogFields.Deferred, read at last and only if somebody asks for something in it.
    private FoundValue? _deferred;

    /// <summary>A parser that extracts <paramref name="fields"/>.</summary>
    public IndexedJsonParser(LogFields fields)
    {
        _fields = fields;
        _plain = new GatewayJsonParser(fields);
        _log = new QuoteWalk(FieldNode.Root(fields), quoteBytes: 1, _index, this);
    }

    /// <summary>Logs that were left to the plain parser.</summary>
    internal long PlainLogs { get; private set; }

    /// <summary>Texts within strings that were left to it.</summary>
    internal long PlainTexts { get; private set; }

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        var quotes = _index.Fill(log);
        record.Clear(_fields.Count);
        _deferred = null;
        if (!_log.TryRead(log, 0, quotes, record))
        {
            PlainLogs++;
            return _plain.Parse(log, record);
        }
        if (_log.FoundEscapes) Decode(log, record);
        if (_deferred is { } found && _fields.Roles.NeedDeferred(record.In(log))) TakePlainText(log, found, record);
        _fields.Roles.Set(record, log);
        return null;
    }

    /// <inheritdoc/>
    bool INestedValues.TryTake(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        var isText = found.Kind == FoundKind.Text;
        if (found.Node.IsDeferred)
        {
            _deferred = isText ? found : null;
            if (isText) return true;
        }
        found.Node.Unset(record);
        if (isText)
        {
            if (!found.Node.HoldsKeyValues)
            {
                if (TryTakeText(log, found, record)) return true;
                PlainTexts++;
            }
            TakePlainText(log, found, record);
        }
        else if (found.Kind == FoundKind.Bare && found.Node.Field >= 0 && log[found.Start] != 'n')
        {
            record.SetPlace(found.Node.Field, found.Start, found.End - found.Start);
        }
        return true;
    }

    /// <summary>Takes a string that holds an object, none of whose wanted values has escapes of its own.</summary>
    private bool TryTakeText(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        if (found.Node.Field >= 0 || !_index.HasBackslash(found.Start, found.End)) return false;
        if (!_texts.TryGetValue(found.Node, out var walk)) _texts.Add(found.Node, walk = new QuoteWalk(found.Node, quoteBytes: 2, _index, nested: null));
        return _index.TryFillEscaped(found.Start, found.End, out var quotes)
            && walk.TryRead(log[..found.End], found.Start, quotes, record) && !walk.FoundEscapes;
    }

    private void TakePlainText(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record) =>
        _plain.TakeString(new JsonString(log[found.Start..found.End], _index.HasBackslash(found.Start, found.End)), found.Node, record);

    /// <summary>Replaces the places of strings with backslashes by what they decode to.</summary>
    private void Decode(ReadOnlySpan<byte> log, LogRecord record)
    {
        for (var field = 0; field < _fields.Count; field++)
        {
            if (!record.TryGetPlace(field, out var start, out var length) || !_index.HasBackslash(start, start + length)) continue;
            record.Commit(field, JsonEscapes.Decode(log.Slice(start, length), record.Reserve(JsonEscapes.MaxDecodedLength(length))));
        }
    }
}
