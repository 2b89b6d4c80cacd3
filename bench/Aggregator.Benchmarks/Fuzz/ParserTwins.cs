using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Aggregator.Regional.Ingest;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>
/// The fast parser of a format beside the plain one, whose grammar and results are the law: both read the same logs and must
/// decide the same. The fast one reads each three times: where the next byte cannot be read, among bytes that would mislead it,
/// and as the job does, as the first line of a chunk of logs.
/// </summary>
/// <param name="fast">The parser of the product.</param>
/// <param name="law">The plain one.</param>
/// <param name="fields">What both extract.</param>
/// <param name="end">Where single logs end.</param>
/// <param name="chunkEnd">Where chunks end.</param>
internal sealed class ParserTwins(ILogParser fast, ILogParser law, LogFields fields, GuardedPage end, GuardedPage chunkEnd)
{
    private static readonly byte[] Before = [.. "\\\"}{\"\\\\"u8];
    private static readonly byte[] After = [.. "\"}\\\"\"\":\"\\,}"u8];

    private readonly LogRecord _fast = new();
    private readonly LogRecord _law = new();
    private byte[] _surrounded = [];

    /// <summary>Logs that the fast parser was given.</summary>
    public long Parses { get; private set; }

    /// <summary>
    /// The first of some logs that is read differently, by its number, and how; null when none is. They are read one by one, and
    /// one after the other in a chunk that holds all, of whose last line the end is missing.
    /// </summary>
    public (int Number, string Text)? Difference(IReadOnlyList<byte[]> logs)
    {
        var chunk = chunkEnd.Copy(Joined(logs));
        for (var number = 0; number < logs.Count; number++)
        {
            var log = logs[number];
            var expected = law.Parse(log, _law);
            if ((DifferenceAlone(log, expected) ?? DifferenceInChunk(ref chunk, log, expected)) is { } text) return (number, text);
        }
        return chunk.IsEmpty ? null : (logs.Count - 1, $"{chunk.Length} bytes of the chunk are left");
    }

    private string? DifferenceAlone(ReadOnlySpan<byte> log, string? expected)
    {
        Parses += 2;
        var atPageEnd = end.Copy(log);
        if (Compare(fast.Parse(atPageEnd, _fast), atPageEnd, expected, log) is { } text) return text;
        var among = Surround(log);
        return Compare(fast.Parse(among, _fast), among, expected, log);
    }

    /// <summary>The lines of a log at the beginning of the chunk, which moves behind them: one, unless damage or white space made more of it.</summary>
    private string? DifferenceInChunk(ref ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> log, string? expected)
    {
        if (!log.Contains((byte)'\n') && log is not [.., (byte)'\r']) return DifferenceOfFirst(ref chunk, log, expected);
        foreach (var piece in log.Split((byte)'\n'))
        {
            var line = log[piece];
            if (line is [.., (byte)'\r']) line = line[..^1];
            if (DifferenceOfFirst(ref chunk, line, law.Parse(line, _law)) is { } text) return text;
        }
        return null;
    }

    private string? DifferenceOfFirst(ref ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> line, string? expected)
    {
        if (chunk.IsEmpty) return line.IsEmpty ? null : "the chunk has ended before";
        var isWhole = chunk.Contains((byte)'\n');
        if (!isWhole && (fast.ParseFirst(chunk, endIsLineEnd: false, _fast, out _, out var none) is not null || none > 0)) return "a line without its end was taken";
        Parses++;
        var malformed = fast.ParseFirst(chunk, endIsLineEnd: !isWhole, _fast, out var log, out var length);
        chunk = chunk[length..];
        if (!log.SequenceEqual(line)) return $"in a chunk it is cut as '{Encoding.Latin1.GetString(log)}'";
        return Compare(malformed, log, expected, line) is { } text ? "in a chunk: " + text : null;
    }

    private static ReadOnlySpan<byte> Joined(IReadOnlyList<byte[]> logs)
    {
        List<byte> joined = [];
        foreach (var log in logs)
        {
            joined.AddRange(log);
            joined.Add((byte)'\n');
        }
        return CollectionsMarshal.AsSpan(joined)[..^1];
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
        var read = _fast.In(log);
        var right = _law.In(sameLog);
        for (var field = 0; field < fields.Count; field++)
        {
            if (IsVisible(field) && (read.Has(field) != right.Has(field) || !read[field].SequenceEqual(right[field])))
                return string.Create(CultureInfo.InvariantCulture, $"field {field} is {Text(read, field)} instead of {Text(right, field)}");
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
