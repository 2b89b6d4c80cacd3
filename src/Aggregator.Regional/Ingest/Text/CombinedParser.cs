using System.Text;
using Aggregator.Regional.Ingest.Values;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>The <c>combined</c> text format of nginx and Apache, with an optional latency at the line's end.</summary>
/// <remarks>
/// <code>remote - user [20/May/2015:12:05:35 +0000] "METHOD target PROTOCOL" status bytes "referer" "agent" … latency</code>
/// <para>A line is cut at its first <c> [</c>, the <c>]</c> after it, and quotes (a backslash keeps a quote from ending
/// its text). Without <c> [</c> it is <see cref="MalformedReasons.NotInFormat"/>. When it ends before the third digit of
/// the status it is <see cref="MalformedReasons.CutOff"/>; after that it may end anywhere. A time that cannot be read
/// leaves the log without one. Escapes (<c>\x22</c>) stay as the server wrote them.</para>
/// <para><b>Keys.</b> Product is the source's. Api is the method and the first parts of the path (<c>GET /a/b</c>), or
/// <c>-</c> for every request that is not <c>METHOD path</c>: random bytes must not become thousands of APIs. CallerUid
/// is the remote user (<c>-</c> and <c>""</c> are none), never the address. LocalIp, Version, ErrorCode and region are
/// missing.</para>
/// <para><b>Latency</b>, when the source has a unit for it, is the last part of the line, if one comes after the agent
/// (after the bytes when there is neither referer nor agent), quoted or not; <c>-</c> is a missing one.</para>
/// <para><b>Fields for filters</b>: remote_addr, remote_user, time_local, request, method, path (without query), status,
/// body_bytes_sent, http_referer, http_user_agent; and HttpCode, Product, Api, CallerUid as in other formats. A part
/// that is missing, or was cut off before it began, is a missing field.</para>
/// </remarks>
public sealed class CombinedParser : ILogParser
{
    private readonly int _fieldCount;
    private readonly byte[] _product;
    private readonly int _apiSegments;
    private readonly DurationUnit? _latencyUnit;
    private readonly CombinedFields _numbers;

    /// <summary>A parser that extracts <paramref name="fields"/> and takes product, API and latency as the source says.</summary>
    public CombinedParser(LogFields fields, SourceOptions source)
    {
        _fieldCount = fields.Count;
        _product = Encoding.UTF8.GetBytes(source.Product ?? "");
        _apiSegments = source.ApiSegments;
        _latencyUnit = source.Latency switch
        {
            LatencyUnit.S => DurationUnit.S,
            LatencyUnit.Ms => DurationUnit.Ms,
            LatencyUnit.Us => DurationUnit.Us,
            _ => null,
        };
        _numbers = new CombinedFields(fields);
    }

    /// <inheritdoc/>
    public string? Parse(ReadOnlySpan<byte> log, LogRecord record)
    {
        record.Clear(_fieldCount);
        var line = default(CombinedLine);
        if (line.Cut(log) is { } reason) return reason;

        record.EventTimeMs = LocalTime.Parse(line.Time);
        record.HttpCode = HttpStatus.Parse(line.Status);
        record.Set(LogFields.HttpCode, line.Status);
        record.Set(LogRecord.Fields.Product, _product);
        var hasUser = line.RemoteUser is not ([] or [(byte)'-'] or [(byte)'"', (byte)'"']);
        if (hasUser) record.Set(LogRecord.Fields.CallerUid, line.RemoteUser);
        SetIfWanted(record, _numbers.RemoteAddress, line.RemoteAddress);
        if (!line.RemoteUser.IsEmpty) SetIfWanted(record, _numbers.RemoteUser, line.RemoteUser);
        SetIfWanted(record, _numbers.Time, line.Time);
        SetIfWanted(record, _numbers.Status, line.Status);
        TakeRequest(line.Request, record);
        TakeTail(line.Rest, record);
        return null;
    }

    private void TakeRequest(ReadOnlySpan<byte> text, LogRecord record)
    {
        SetIfWanted(record, _numbers.Request, text);
        var request = new RequestLine(text);
        ApiName.Set(record, request, _apiSegments);
        if (request.Path.IsEmpty) return;
        SetIfWanted(record, _numbers.Method, request.Method);
        SetIfWanted(record, _numbers.Path, request.Path);
    }

    private void TakeTail(ReadOnlySpan<byte> text, LogRecord record)
    {
        var tail = new CombinedTail(text);
        if (!tail.TryTake(onlyQuoted: false, out var bytes)) return;
        SetIfWanted(record, _numbers.BytesSent, bytes);
        if (tail.TryTake(onlyQuoted: true, out var referer)) SetIfWanted(record, _numbers.Referer, referer);
        if (tail.TryTake(onlyQuoted: true, out var agent)) SetIfWanted(record, _numbers.UserAgent, agent);
        if (_latencyUnit is null) return;

        ReadOnlySpan<byte> latency = default;
        while (tail.TryTake(onlyQuoted: false, out var part)) latency = part;
        if (!tail.IsCut) SetLatency(record, latency);
    }

    /// <summary>Sets the latency that a line ends with, of a source that has a unit for it.</summary>
    internal void SetLatency(LogRecord record, ReadOnlySpan<byte> text)
    {
        if (_latencyUnit is { } unit && !text.SequenceEqual("-"u8)) Latency.Set(record, text, unit);
    }

    private static void SetIfWanted(LogRecord record, int field, ReadOnlySpan<byte> value)
    {
        if (field >= 0) record.Set(field, value);
    }
}
