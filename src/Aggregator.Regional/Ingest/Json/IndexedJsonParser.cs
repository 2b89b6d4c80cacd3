namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// The JSON formats at speed: finds the quotes of a log by a <see cref="QuoteIndex"/>, jumps from one to the next by a
/// <see cref="QuoteWalk"/>, and takes what lies within strings by <see cref="NestedValues"/>. What cannot be read so
/// (damaged logs, keys with escapes, texts within texts) is left to <see cref="GatewayJsonParser"/>, whose grammar and
/// results are the law. One thread.
/// </summary>
public sealed class IndexedJsonParser : ILogParser
{
    private readonly LogFields _fields;
    private readonly GatewayJsonParser _plain;
    private readonly QuoteIndex _index = new();
    private readonly NestedValues _nested;
    private readonly QuoteWalk _log;

    /// <summary>A parser that extracts <paramref name="fields"/>.</summary>
    public IndexedJsonParser(LogFields fields)
    {
        _fields = fields;
        _plain = new GatewayJsonParser(fields);
        _nested = new NestedValues(_index, _plain);
        _log = new QuoteWalk(FieldNode.Root(fields), quoteBytes: 1, _index, _nested);
    }

    /// <summary>Logs that were left to the plain parser.</summary>
    internal long PlainLogs { get; private set; }

    /// <summary>Texts within strings that were left to it.</summary>
    internal long PlainTexts => _nested.PlainTexts;

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        var quotes = _index.Fill(log);
        record.Clear(_fields.Count);
        _nested.Begin();
        if (!_log.TryRead(log, 0, reach: log.Length, quotes, record))
        {
            PlainLogs++;
            return _plain.Parse(log, record);
        }
        if (_log.FoundEscapes || _nested.FoundEscapes) Decode(log, record);
        if (_nested.HasDeferred && _fields.Roles.NeedDeferred(record.In(log)))
        {
            _nested.TakeDeferred(log, record);
            if (_nested.FoundEscapes) Decode(log, record);
        }
        _fields.Roles.Set(record, log);
        return null;
    }

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
