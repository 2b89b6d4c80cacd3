using System.Globalization;
using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Json;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>
/// The fast parser of gateway logs beside the plain one, whose grammar and results are the law: both read the same log and must
/// decide the same. The fast one reads it twice: where the next byte cannot be read, and among bytes that would mislead it.
/// </summary>
internal sealed class ParserTwins(LogFields fields)
{
    private static readonly byte[] Before = [.. "\\\"}{\"\\\\"u8];
    private static readonly byte[] After = [.. "\"}\\\"\"\":\"\\,}"u8];

    private readonly IndexedJsonParser _indexed = new(fields);
    private readonly GatewayJsonParser _plain = new(fields);
    private readonly LogRecord _fast = new();
    private readonly LogRecord _law = new();
    private byte[] _surrounded = [];

    /// <summary>Logs that the fast parser read by itself.</summary>
    public long ReadFast(long cases) => 2 * cases - _indexed.PlainLogs;

    /// <summary>What differs, as text; null when nothing does.</summary>
    public string? Difference(ReadOnlySpan<byte> log)
    {
        var copy = log.ToArray();
        var expected = _plain.Parse(copy, _law);
        var atPageEnd = GuardedPage.With(log, text => Compare(_indexed.Parse(text, _fast), text, expected, copy));
        if (atPageEnd is not null) return atPageEnd;
        var among = Surround(log);
        return Compare(_indexed.Parse(among, _fast), among, expected, copy);
    }

    private ReadOnlySpan<byte> Surround(ReadOnlySpan<byte> log)
    {
        if (_surrounded.Length < Before.Length + log.Length + After.Length) _surrounded = new byte[2 * (Before.Length + log.Length + After.Length)];
        Before.CopyTo(_surrounded, 0);
        log.CopyTo(_surrounded.AsSpan(Before.Length));
        After.CopyTo(_surrounded, Before.Length + log.Length);
        return _surrounded.AsSpan(Before.Length, log.Length);
    }

    private string? Compare(string? malformed, ReadOnlySpan<byte> log, string? expected, ReadOnlySpan<byte> sameLog)
    {
        if (!string.Equals(malformed, expected, StringComparison.Ordinal)) return $"{malformed ?? "read"} instead of {expected ?? "read"}";
        if (malformed is not null) return null; // what the record holds then is not defined
        if (Typed(_fast) != Typed(_law)) return $"{Typed(_fast)} instead of {Typed(_law)}";
        var fast = _fast.In(log);
        var law = _law.In(sameLog);
        for (var field = 0; field < fields.Count; field++)
        {
            if (IsVisible(field) && (fast.Has(field) != law.Has(field) || !fast[field].SequenceEqual(law[field])))
                return string.Create(CultureInfo.InvariantCulture, $"field {field} is {Text(fast, field)} instead of {Text(law, field)}");
        }
        return null;
    }

    /// <summary>What may not be read shows in the role that needs it.</summary>
    private bool IsVisible(int field) => !fields.IsDeferred(field);

    private static (long? EventTimeMs, int HttpCode, long LatencyMs, bool Invalid) Typed(LogRecord record) =>
        (record.EventTimeMs, record.HttpCode, record.LatencyMs, record.LatencyIsInvalid);

    private static string Text(LogValues values, int field) =>
        values.Has(field) ? $"'{Encoding.Latin1.GetString(values[field])}'" : "missing";
}
