using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks;

/// <summary>A parser that parses nothing: it fills in prepared fields, in turn, so that only what comes after it is measured.</summary>
internal sealed class PreparedLogs(IReadOnlyList<GeneratedLog> logs, int fieldCount) : ILogParser
{
    private readonly (byte[][] Fields, long EventTimeMs, int HttpCode, long LatencyMs)[] _logs =
        [.. logs.Select(log => (FieldsOf(log), log.EventTimeMs, log.HttpCode, log.LatencyMs))];

    private int _next;

    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        ref readonly var prepared = ref _logs[_next];
        _next = (_next + 1) % _logs.Length;
        record.Clear(fieldCount);
        for (var field = 0; field < prepared.Fields.Length; field++) record.Set(field, prepared.Fields[field]);
        record.EventTimeMs = prepared.EventTimeMs;
        record.HttpCode = prepared.HttpCode;
        record.LatencyMs = prepared.LatencyMs;
        return null;
    }

    // In the order of LogRecord.Fields.
    private static byte[][] FieldsOf(GeneratedLog log)
    {
        string[] texts =
            [log.Node.LocalIp, log.Api.Product, log.Api.Name, log.Api.Version, log.CallerUid, log.ErrorCode, log.BizRegionId];
        return Array.ConvertAll(texts, Encoding.UTF8.GetBytes);
    }
}
