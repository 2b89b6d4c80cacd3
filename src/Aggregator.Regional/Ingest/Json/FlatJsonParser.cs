namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// <c>gateway-json</c> at speed: finds the quotes of a log by a <see cref="QuoteIndex"/>, jumps from one to the next by a
/// <see cref="QuoteWalk"/>, and in the same way through JSON texts within its strings. Logs are read so when they are
/// objects without white space between their parts and without arrays, which is how gateways write them; any other, sound
/// or damaged, is left to <see cref="GatewayJsonParser"/>, whose grammar and results are the law. One thread.
/// </summary>
public sealed class FlatJsonParser : ILogParser
{
    private readonly LogFields _fields;
    private readonly GatewayJsonParser _plain;
    private readonly QuoteIndex _index = new();
    private readonly QuoteWalk _log;
    private readonly Dictionary<FieldNode, QuoteWalk> _texts = [];

    /// <summary>A parser that extracts <paramref name="fields"/>.</summary>
    public FlatJsonParser(LogFields fields)
    {
        _fields = fields;
        _plain = new GatewayJsonParser(fields);
        _log = new QuoteWalk(FieldNode.Root(fields));
    }

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        var quotes = _index.Fill(log);
        if (!_log.TryRead(log, 0, _index.Positions.AsSpan(0, quotes), quoteBytes: 1)) return _plain.Parse(log, record);
        record.Clear(_fields.Count);
        foreach (ref readonly var value in _log.Found) Take(log, value, record);
        GatewayJsonParser.SetTypedValues(record);
        return null;
    }

    private void Take(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        var node = found.Node;
        var value = log[found.Start..found.End];
        switch (found.Kind)
        {
            case FoundKind.Object:
                node.Unset(record);
                break;
            case FoundKind.Bare:
                GatewayJsonParser.TakeBare(value, node, record);
                break;
            default:
                var isEscaped = _index.HasBackslash(found.Start, found.End);
                if (isEscaped && node is { HasChildren: true, Field: < 0, HoldsKeyValues: false } && TryTakeText(log, found, record)) break;
                _plain.TakeString(new JsonString(value, isEscaped), node, record);
                break;
        }
    }

    /// <summary>Takes a string that holds an object whose quotes are its only escapes.</summary>
    private bool TryTakeText(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        if (!_texts.TryGetValue(found.Node, out var walk)) _texts.Add(found.Node, walk = new QuoteWalk(found.Node));
        var quotes = _index.FillEscaped(found.Start, found.End);
        if (quotes < 0) return false;
        if (!walk.TryRead(log[..found.End], found.Start, _index.EscapedPositions.AsSpan(0, quotes), quoteBytes: 2)) return false;

        foreach (ref readonly var value in walk.Found)
        {
            if (value.Kind == FoundKind.Text && value.Node.HasChildren) return false;
        }
        found.Node.Unset(record);
        foreach (ref readonly var value in walk.Found) TakeInText(log, value, record);
        return true;
    }

    private void TakeInText(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record)
    {
        var value = log[found.Start..found.End];
        if (found.Kind == FoundKind.Object) found.Node.Unset(record);
        else if (found.Kind == FoundKind.Bare) GatewayJsonParser.TakeBare(value, found.Node, record);
        else _plain.TakeString(new JsonString(value, isEscaped: false), found.Node, record);
    }
}
