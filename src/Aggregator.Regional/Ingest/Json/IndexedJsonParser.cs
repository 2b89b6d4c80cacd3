namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// <c>gateway-json</c> at speed: finds the quotes of a log by a <see cref="QuoteIndex"/>, jumps from one to the next by a
/// <see cref="QuoteWalk"/>, and in the same way through JSON texts within its strings. Logs are read so when they are
/// objects without white space between their parts and without arrays, which is how gateways write them; any other, sound
/// or damaged, is left to <see cref="GatewayJsonParser"/>, whose grammar and results are the law. One thread.
/// </summary>
public sealed class IndexedJsonParser : ILogParser
{
    private readonly LogFields _fields;
    private readonly GatewayJsonParser _plain;
    private readonly QuoteIndex _index = new();
    private readonly QuoteWalk _log;
    private readonly Dictionary<FieldNode, QuoteWalk> _texts = [];

    // The string of the log's key-value field, read at last and only if somebody asks for something in it.
    private FoundValue? _keyValues;

    /// <summary>A parser that extracts <paramref name="fields"/>.</summary>
    public IndexedJsonParser(LogFields fields)
    {
        _fields = fields;
        _plain = new GatewayJsonParser(fields);
        _log = new QuoteWalk(FieldNode.Root(fields));
    }

    /// <summary>Logs that were left to the plain parser.</summary>
    internal long PlainLogs { get; private set; }

    /// <summary>Texts within strings that were left to it.</summary>
    internal long PlainTexts { get; private set; }

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        var quotes = _index.Fill(log);
        if (!_log.TryRead(log, 0, _index.Positions.AsSpan(0, quotes), quoteBytes: 1))
        {
            PlainLogs++;
            return _plain.Parse(log, record);
        }
        record.Clear(_fields.Count);
        _keyValues = null;
        foreach (ref readonly var value in _log.Found) Take(log, value, record);
        if (_keyValues is { } found && (_fields.WantsKeyValues || record.In(log)[LogFields.RegionId].IsEmpty)) Set(log, found, record);
        GatewayJsonParser.SetTypedValues(record, log);
        return null;
    }

    private void Take(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        var isText = found.Kind == FoundKind.Text;
        if (found.Node.HoldsKeyValues)
        {
            _keyValues = isText ? found : null;
            if (isText) return;
        }
        if (isText && found.Node is { HasChildren: true, Field: < 0 } && _index.HasBackslash(found.Start, found.End))
        {
            if (TryTakeText(log, found, record)) return;
            PlainTexts++;
        }
        Set(log, found, record);
    }

    /// <summary>Takes a string that holds an object, none of whose wanted values has escapes of its own.</summary>
    private bool TryTakeText(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        if (!_texts.TryGetValue(found.Node, out var walk)) _texts.Add(found.Node, walk = new QuoteWalk(found.Node));
        var quotes = _index.FillEscaped(found.Start, found.End);
        if (quotes < 0) return false;
        if (!walk.TryRead(log[..found.End], found.Start, _index.EscapedPositions.AsSpan(0, quotes), quoteBytes: 2)) return false;

        foreach (ref readonly var value in walk.Found)
        {
            if (value.Kind == FoundKind.Text && (value.Node.HasChildren || _index.HasBackslash(value.Start, value.End))) return false;
        }
        found.Node.Unset(record);
        foreach (ref readonly var value in walk.Found) Set(log, value, record);
        return true;
    }

    private void Set(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        var (node, length) = (found.Node, found.End - found.Start);
        if (found.Kind == FoundKind.Object) node.Unset(record);
        else if (found.Kind == FoundKind.Bare) SetBare(log, found, record);
        else if (node.HasChildren) _plain.TakeString(new JsonString(log[found.Start..found.End], _index.HasBackslash(found.Start, found.End)), node, record);
        else if (!_index.HasBackslash(found.Start, found.End)) record.SetPlace(node.Field, found.Start, length);
        else record.Commit(node.Field, JsonEscapes.Decode(log[found.Start..found.End], record.Reserve(JsonEscapes.MaxDecodedLength(length))));
    }

    private static void SetBare(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        found.Node.Unset(record);
        if (found.Node.Field >= 0 && log[found.Start] != 'n') record.SetPlace(found.Node.Field, found.Start, found.End - found.Start);
    }
}
