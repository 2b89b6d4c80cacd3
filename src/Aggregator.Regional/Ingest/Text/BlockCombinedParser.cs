using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>
/// <c>combined</c> at speed: finds the parts of a line by <see cref="LineBlock"/>s and leaves the values where they are.
/// Lines are read so when they are at least a block long, their address and user end within it, their time is of the
/// usual 26 bytes and their request is a short method and a path, which is how servers write them; any other, sound or damaged,
/// is left to <see cref="CombinedParser"/>, whose grammar and results are the law. What follows the status is only looked
/// at when a filter or the latency asks for it. One thread.
/// </summary>
public sealed class BlockCombinedParser : ILogParser
{
    // From the space before the bracket: the bracket and the time in it, a space, a quote, and the request.
    private const int TimeAt = 2;
    private const int TimeEnd = TimeAt + 26;
    private const int RequestAt = TimeEnd + 3;
    private const int StatusLength = 3;

    private readonly CombinedParser _plain;
    private readonly CombinedFields _numbers;
    private readonly int _fieldCount;
    private readonly byte[] _product;
    private readonly int _apiSegments;
    private readonly bool _wantsFields;
    private readonly bool _wantsLatency;
    private readonly bool _wantsTail;
    private readonly DayMemory _day = new();

    /// <summary>A parser that extracts <paramref name="fields"/> and takes product, API and latency as the source says.</summary>
    public BlockCombinedParser(LogFields fields, SourceOptions source)
    {
        _plain = new CombinedParser(fields, source);
        _numbers = new CombinedFields(fields);
        _fieldCount = fields.Count;
        _product = Encoding.UTF8.GetBytes(source.Product ?? "");
        _apiSegments = source.ApiSegments;
        _wantsFields = _numbers.AreWanted;
        _wantsLatency = source.Latency != LatencyUnit.None;
        _wantsTail = _wantsFields || _wantsLatency;
    }

    /// <summary>Logs that were left to the plain parser.</summary>
    internal long PlainLogs { get; private set; }

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        if (TryRead(log is [.., (byte)'\r'] ? log.TrimEnd((byte)'\r') : log, record)) return null;
        PlainLogs++;
        return _plain.Parse(log, record);
    }

    private bool TryRead(ReadOnlySpan<byte> line, LogRecord record)
    {
        if (line.Length < LineBlock.Bytes) return false;
        var block = new LineBlock(line, 0);
        var spaces = block.Equal((byte)' ');
        var heads = spaces & (block.Equal((byte)'[') >> 1);
        var head = BitOperations.TrailingZeroCount(heads);
        var start = head + RequestAt;
        if (heads == 0 || start >= line.Length || !_day.TryRead(line[head..], out var timeMs)) return false;

        var end = LineBlock.IndexOfQuote(line, start);
        var status = end + 2;
        var rest = status + StatusLength;
        if (end < 0 || rest > line.Length || (rest < line.Length && line[rest] != ' ')) return false;
        if (!TextWords.TryReadStatus(line[(end + 1)..], out var code)) return false;
        if (!RequestPlaces.TryRead(line, start, end, out var request)) return false;

        record.Clear(_fieldCount);
        record.EventTimeMs = timeMs;
        record.HttpCode = code;
        record.SetPlace(LogFields.HttpCode, status, StatusLength);
        record.SetShared(LogRecord.Fields.Product, _product);
        record.SetPlace(LogRecord.Fields.Api, start, request.PrefixEnd(line, _apiSegments) - start);
        var user = UserAt(spaces, head);
        if (IsUser(line[user..head])) record.SetPlace(LogRecord.Fields.CallerUid, user, head - user);
        if (_wantsFields)
        {
            SetHeadFields(record, spaces, user, head);
            SetRequestFields(record, line, request, start, end);
        }
        if (_wantsTail) TakeTail(line, Math.Min(rest + 1, line.Length), record);
        return true;
    }

    private void SetHeadFields(LogRecord record, ulong spaces, int user, int head)
    {
        SetIfWanted(record, _numbers.RemoteAddress, 0, BitOperations.TrailingZeroCount(spaces));
        if (user < head) SetIfWanted(record, _numbers.RemoteUser, user, head);
        SetIfWanted(record, _numbers.Time, head + TimeAt, head + TimeEnd);
    }

    private void SetRequestFields(LogRecord record, ReadOnlySpan<byte> line, in RequestPlaces request, int start, int end)
    {
        SetIfWanted(record, _numbers.Request, start, end);
        SetIfWanted(record, _numbers.Method, start, start + request.MethodLength);
        if (_numbers.Path >= 0) SetIfWanted(record, _numbers.Path, request.PathStart, request.PathEnd(line));
        SetIfWanted(record, _numbers.Status, end + 2, end + 2 + StatusLength);
    }

    // By itself, or the JIT has inlined all it is ready to before it comes to the blocks.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeTail(ReadOnlySpan<byte> line, int from, LogRecord record)
    {
        if (!UsualTail.TryRead(line, from, out var tail))
        {
            TakeOtherTail(line, from, record);
            return;
        }
        SetIfWanted(record, _numbers.BytesSent, from, tail.Referer - 2);
        SetIfWanted(record, _numbers.Referer, tail.Referer, tail.RefererEnd);
        SetIfWanted(record, _numbers.UserAgent, tail.Agent, tail.AgentEnd);
        if (_wantsLatency) _plain.SetLatency(record, tail.Last(line));
    }

    private void TakeOtherTail(ReadOnlySpan<byte> line, int from, LogRecord record)
    {
        var tail = new TailPlaces(line, from);
        if (!tail.TryTake(onlyQuoted: false, out var start, out var end)) return;
        SetIfWanted(record, _numbers.BytesSent, start, end);
        if (tail.TryTake(onlyQuoted: true, out start, out end)) SetIfWanted(record, _numbers.Referer, start, end);
        if (tail.TryTake(onlyQuoted: true, out start, out end)) SetIfWanted(record, _numbers.UserAgent, start, end);
        if (!_wantsLatency) return;

        ReadOnlySpan<byte> latency = default;
        while (tail.TryTake(onlyQuoted: false, out start, out end)) latency = line[start..end];
        if (!tail.IsCut) _plain.SetLatency(record, latency);
    }

    private static void SetIfWanted(LogRecord record, int field, int start, int end)
    {
        if (field >= 0) record.SetPlace(field, start, end - start);
    }

    /// <summary>Behind the second space; behind the first when there is no second; where the head ends when there is neither.</summary>
    private static int UserAt(ulong spaces, int head)
    {
        var second = BitOperations.TrailingZeroCount(spaces & (spaces - 1));
        return second < head ? second + 1 : Math.Min(BitOperations.TrailingZeroCount(spaces) + 1, head);
    }

    private static bool IsUser(ReadOnlySpan<byte> user) => user.Length switch
    {
        0 => false,
        1 => user[0] != '-',
        2 => user[0] != '"' || user[1] != '"',
        _ => true,
    };
}
