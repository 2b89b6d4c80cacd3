namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// <c>gateway-json</c> at speed: jumps from quote to quote by a <see cref="QuoteIndex"/>, knows the keys by their
/// <see cref="KeyMemory"/>, and looks at the bytes between the strings one by one. A log is read so when it is one flat
/// object without white space between its parts, which is how gateways write them; any other, sound or damaged, is left to
/// <see cref="GatewayJsonParser"/>, whose grammar and results are the law. One thread.
/// </summary>
public sealed class FlatJsonParser(LogFields fields) : ILogParser
{
    private readonly GatewayJsonParser _plain = new(fields);
    private readonly QuoteIndex _index = new();
    private readonly KeyMemory _keys = new(FieldNode.Root(fields));

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        record.Clear(fields.Count);
        if (!TryReadMembers(log, record)) return _plain.Parse(log, record);
        GatewayJsonParser.SetTypedValues(record);
        return null;
    }

    private bool TryReadMembers(ReadOnlySpan<byte> log, LogRecord record)
    {
        var quotes = _index.Fill(log);
        if (quotes < 2 || log[0] != '{') return false;
        var positions = _index.Positions.AsSpan(0, quotes);

        var at = 1; // where the next key's quote must be
        var quote = 0;
        for (var place = 0; ; place++)
        {
            // "key":
            if (quote + 1 >= quotes || positions[quote] != at) return false;
            var (keyStart, keyEnd) = (at + 1, positions[quote + 1]);
            if (keyEnd + 2 >= log.Length || log[keyEnd + 1] != ':' || _index.HasBackslash(keyStart, keyEnd)) return false;
            var node = _keys.Find(place, log, keyStart, keyEnd - keyStart);
            quote += 2;

            // "text", or a bare value, which ends where the next key or the log does
            var value = keyEnd + 2;
            if (quote + 1 < quotes && positions[quote] == value)
            {
                at = positions[quote + 1] + 1;
                quote += 2;
                if (node is not null) _plain.TakeString(Text(log, value + 1, at - 1), node, record);
            }
            else
            {
                at = quote < quotes ? positions[quote] - 1 : log.Length - 1;
                if (at <= value || !TryTakeBare(log[value..at], node, record)) return false;
            }

            // , or }
            if (at >= log.Length) return false;
            if (log[at] == '}') return at + 1 == log.Length && quote == quotes;
            if (log[at] != ',') return false;
            at++;
        }
    }

    private JsonString Text(ReadOnlySpan<byte> log, int start, int end) => new(log[start..end], _index.HasBackslash(start, end));

    private static bool TryTakeBare(ReadOnlySpan<byte> value, FieldNode? node, LogRecord record)
    {
        if (BareValue.Check(value) != JsonScan.Sound) return false;
        if (node is not null) GatewayJsonParser.TakeBare(value, node, record);
        return true;
    }
}
