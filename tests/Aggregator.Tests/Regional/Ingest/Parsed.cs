using System.Text;
using Aggregator.Benchmarks.Fuzz;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Ingest.Text;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>One log parsed, its values as text: what tests of parsers look at.</summary>
internal sealed class Parsed
{
    private readonly LogFields _fields;
    private readonly LogRecord _record = new();
    private readonly byte[] _log;

    private Parsed(ReadOnlySpan<byte> log, LogFields fields, ILogParser parser)
    {
        _fields = fields;
        _log = log.ToArray();
        // What the log before left behind must not show.
        _record.Clear(fields.Count);
        for (var i = 0; i < fields.Count; i++) _record.Set(i, "left over"u8);
        Malformed = parser.Parse(log, _record);
    }

    public string? Malformed { get; }

    public long? EventTimeMs => _record.EventTimeMs;

    public int HttpCode => _record.HttpCode;

    public long? LatencyMs => _record.LatencyMs == LogRecord.NoLatency ? null : _record.LatencyMs;

    public bool LatencyIsInvalid => _record.LatencyIsInvalid;

    public string? LocalIp => Text(LogRecord.Fields.LocalIp);

    public string? Product => Text(LogRecord.Fields.Product);

    public string? Api => Text(LogRecord.Fields.Api);

    public string? Version => Text(LogRecord.Fields.Version);

    public string? CallerUid => Text(LogRecord.Fields.CallerUid);

    public string? ErrorCode => Text(LogRecord.Fields.ErrorCode);

    public string? BizRegionId => Text(LogRecord.Fields.BizRegionId);

    /// <summary>A field by its path, null when missing.</summary>
    public string? this[string path] => Text(_fields.NumberOf(path));

    public static Parsed Json(string log, params string[] paths) => Json(Encoding.UTF8.GetBytes(log), paths);

    public static Parsed Json(byte[] log, params string[] paths)
    {
        var fields = new LogFields(paths);
        return Json(log, fields, new IndexedJsonParser(fields), new GatewayJsonParser(fields));
    }

    /// <summary>The log as both parsers see it, which must be the same.</summary>
    public static Parsed Json(byte[] log, LogFields fields, IndexedJsonParser indexed, GatewayJsonParser plain) => Of(log, fields, indexed, plain);

    public static Parsed Combined(string log, SourceOptions source, params string[] paths)
    {
        var fields = new LogFields(paths);
        return Combined(Encoding.Latin1.GetBytes(log), fields, new BlockCombinedParser(fields, source), new CombinedParser(fields, source));
    }

    /// <summary>The log as both parsers see it, which must be the same.</summary>
    public static Parsed Combined(byte[] log, LogFields fields, BlockCombinedParser fast, CombinedParser plain) => Of(log, fields, fast, plain);

    public byte[]? Bytes(string path) => _record.Has(_fields.NumberOf(path)) ? Value(_fields.NumberOf(path)).ToArray() : null;

    /// <summary>Everything that a parser decides.</summary>
    public override string ToString()
    {
        if (Malformed is not null) return Malformed; // what the record holds then is not defined
        var values = Enumerable.Range(0, _fields.Count).Where(IsVisible).Select(i => _record.Has(i) ? Convert.ToHexString(Value(i)) : "-");
        return $"{EventTimeMs} {HttpCode} {LatencyMs} {LatencyIsInvalid} {string.Join(' ', values)}";
    }

    /// <summary>The log as both parsers of a format see it, which must be the same.</summary>
    private static Parsed Of(byte[] log, LogFields fields, ILogParser fast, ILogParser plain)
    {
        // Where the next byte cannot be read, and where all bytes around it would mislead.
        var guarded = GuardedPage.With(log, text => new Parsed(text, fields, fast).ToString());
        byte[] surrounded = [.. "\\\"}{\" [\\\\"u8, .. log, .. "\"}\\\"\"\":\"/?0] \\,}"u8];
        var parsed = new Parsed(surrounded.AsSpan(9, log.Length), fields, fast);
        var expected = new Parsed(log, fields, plain).ToString();
        Assert.Equal((expected, expected), (guarded, parsed.ToString()));
        return parsed;
    }

    /// <summary>What may not be read shows in the role that needs it.</summary>
    private bool IsVisible(int field) => !_fields.IsDeferred(field);

    private ReadOnlySpan<byte> Value(int field)
    {
        var values = _record.In(_log);
        Assert.Equal(values[field], values.From(field, out var length)[..length]);
        return values[field];
    }

    private string? Text(int field) => _record.Has(field) ? Encoding.UTF8.GetString(Value(field)) : null;
}
