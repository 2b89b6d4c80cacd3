namespace Aggregator.Regional.Ingest.Json;

/// <summary>The JSON formats: a log is one JSON object, and the source's <c>fields</c> say what is read of it.</summary>
/// <remarks>
/// <para><b>Grammar.</b> White space is space, tab, CR, LF. Around and between everything below it may stand.</para>
/// <code>
/// log    = object                                    nothing but white space around it
/// object = "{" [ string ":" value { "," string ":" value } ] "}"
/// array  = "[" [ value { "," value } ] "]"
/// value  = string | object | array | bare
/// string = '"' { any byte but '"' and '\' | '\' any byte } '"'
/// bare   = number (RFC 8259) | true | false | null   ends before white space, ",", "}" or "]"
/// </code>
/// <para>Objects and arrays lie at most 64 deep, the log's own object included. Strings may hold raw control
/// characters, NUL and bytes that are no UTF-8: they are data. A log that is not in this grammar is
/// <see cref="MalformedReasons.CutOff"/> when it has its opening brace and more bytes could complete it, else
/// <see cref="MalformedReasons.NotInFormat"/>. What the record holds then is not defined.</para>
/// <para><b>Values.</b> A string is its bytes with the escapes decoded (<see cref="JsonEscapes"/>); a number, true and
/// false are their text; null is a missing field, and so is an object or array where a plain value is looked for. Keys
/// are compared decoded. When a key comes again, its earlier value and all that was found in it are forgotten.</para>
/// <para><b>Nested fields</b> (<c>Ext5.logRegionId</c>) are looked for in an object, and in a string whose decoded text
/// begins like one, at any depth, each such text counting its own depth. Damage in such a text ends the search there:
/// the values that were whole before it count, and the log is not malformed for it.</para>
/// <para><b>Key-value fields</b> (RequestContent) are strings <c>k=v;k=v</c>: parts between semicolons, cut at their first
/// <c>=</c>; a part without one is no field, keys are exact, the last of a repeated key wins.</para>
/// <para><b>Roles</b> that no single field fills, the time, the status and the latency follow from the fields
/// (<see cref="Roles.RoleValues"/>).</para>
/// </remarks>
public sealed class GatewayJsonParser : ILogParser
{
    // Of a buffer. What a longer string needs is kept for no shorter one after it.
    private const int MaxKeptBytes = 4 << 20;

    private readonly LogFields _fields;
    private readonly FieldNode _root;
    private readonly byte[][] _decoded;
    private byte[] _decodedKey = [];

    /// <summary>A parser that extracts <paramref name="fields"/>.</summary>
    public GatewayJsonParser(LogFields fields)
    {
        _fields = fields;
        _root = FieldNode.Root(fields);
        // One buffer a level: a text stays in its buffer while the texts inside it are decoded into the next.
        _decoded = [.. Enumerable.Range(0, _root.Height + 1).Select(_ => Array.Empty<byte>())];
    }

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        record.Clear(_fields.Count);
        var json = new JsonCursor(log);
        if (!json.TryEnterObject()) return MalformedReasons.NotInFormat;
        ReadMembers(ref json, _root, record, level: 0);
        json.ReadEnd();
        if (json.State == JsonScan.CutOff) return MalformedReasons.CutOff;
        if (json.State == JsonScan.Damaged) return MalformedReasons.NotInFormat;
        _fields.Roles.Set(record, log);
        return null;
    }

    private void ReadMembers(ref JsonCursor json, FieldNode node, LogRecord record, int level)
    {
        while (json.TryReadKey(out var key))
        {
            var name = key.IsEscaped ? Decode(key.Raw, ref _decodedKey) : key.Raw;
            if (node.Find(name) is { } child) ReadValue(ref json, child, record, level);
            else json.SkipValue();
        }
    }

    private void ReadValue(ref JsonCursor json, FieldNode node, LogRecord record, int level)
    {
        node.Unset(record);
        switch (json.Peek())
        {
            case (byte)'"':
                if (json.TryReadString(out var text)) TakeString(text, node, record, level);
                break;
            case (byte)'{' when node.HasChildren && !node.HoldsKeyValues:
                if (json.TryEnterObject()) ReadMembers(ref json, node, record, level);
                break;
            case (byte)'{' or (byte)'[':
                json.SkipValue();
                break;
            default:
                if (json.TryReadBareValue(out var bare)) SetBare(bare, node, record);
                break;
        }
    }

    /// <summary>Takes a field's string of the log itself, as if it came next.</summary>
    internal void TakeString(JsonString text, FieldNode node, LogRecord record)
    {
        node.Unset(record);
        TakeString(text, node, record, level: 0);
    }

    private static void SetBare(ReadOnlySpan<byte> value, FieldNode node, LogRecord record)
    {
        if (node.Field >= 0 && value[0] != 'n') record.Set(node.Field, value);
    }

    private void TakeString(JsonString text, FieldNode node, LogRecord record, int level)
    {
        var value = text.IsEscaped ? Decode(text.Raw, ref _decoded[level]) : text.Raw;
        if (node.Field >= 0) record.Set(node.Field, value);
        if (!node.HasChildren) return;
        if (node.HoldsKeyValues)
        {
            ReadKeyValues(value, node, record);
            return;
        }
        // The level is one of texts inside texts: it grows here, not with an object, for only a text needs a buffer.
        var json = new JsonCursor(value);
        if (json.TryEnterObject()) ReadMembers(ref json, node, record, level + 1);
    }

    private static void ReadKeyValues(ReadOnlySpan<byte> text, FieldNode node, LogRecord record)
    {
        foreach (var range in text.Split((byte)';'))
        {
            var part = text[range];
            var equals = part.IndexOf((byte)'=');
            if (equals >= 0 && node.Find(part[..equals]) is { } child) record.Set(child.Field, part[(equals + 1)..]);
        }
    }

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> raw, ref byte[] buffer)
    {
        var needed = JsonEscapes.MaxDecodedLength(raw.Length);
        if (buffer.Length > MaxKeptBytes && needed <= MaxKeptBytes) buffer = [];
        if (buffer.Length < needed) buffer = new byte[Math.Max(needed, buffer.Length * 2)];
        return buffer.AsSpan(0, JsonEscapes.Decode(raw, buffer));
    }
}
