using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Emit;

/// <summary>
/// Writes rows as JSON, one object a line, in the columns of the original's <c>machine_agg_log</c> and a few more
/// (docs/WIRE-FORMAT.md). The same rows make the same bytes. Not thread-safe; the buffer stays the caller's.
/// </summary>
public sealed class JsonRowWriter(IBufferWriter<byte> buffer) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Utf8JsonWriter _json = new(buffer, Options);

    /// <summary>Writes one row and its line end.</summary>
    public void Write(Row row)
    {
        _json.WriteStartObject();
        WriteColumns(row);
        End();
    }

    /// <summary>Writes one row and its line end, with the source region and the worker that sends it.</summary>
    public void Write(Row row, string region, string worker)
    {
        _json.WriteStartObject();
        _json.WriteString(Names.Region, region);
        _json.WriteString(Names.Worker, worker);
        WriteColumns(row);
        End();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteColumns(Row row)
    {
        WriteKey(row);
        WriteMeasures(row.Key.HttpCode, row.Measures);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        buffer.Write("\n"u8);
    }

    private void WriteKey(Row row)
    {
        var key = row.Key;
        // Windows begin at whole seconds.
        _json.WriteNumber(Names.WindowStart, key.WindowStartMs / 1000);
        _json.WriteString(Names.Product, key.Product);
        _json.WriteString(Names.Api, key.Api);
        _json.WriteString(Names.Version, key.Version);
        _json.WriteString(Names.CallerUid, key.CallerUid);
        _json.WriteString(Names.RegionId, key.RegionId);
        _json.WriteString(Names.AppGroup, key.AppGroup);
        _json.WriteString(Names.GcLevel, row.Level.Label);
        _json.WriteNumber(Names.HttpCode, key.HttpCode);
        _json.WriteString(Names.ErrorCode, key.ErrorCode);
        _json.WriteString(Names.BizRegionId, key.BizRegionId);
    }

    private void WriteMeasures(int httpCode, PartialAggregate measures)
    {
        _json.WriteNumber(Names.Qps, measures.Count);
        _json.WriteNumber(Names.RtCount, measures.RtCount);
        _json.WriteNumber(Names.RtSum, measures.RtSum);
        // The mean of nothing is no number.
        if (measures.RtCount == 0) _json.WriteNull(Names.RtMean);
        else _json.WriteNumber(Names.RtMean, measures.RtSum / (double)measures.RtCount);
        _json.WriteNumber(Names.RtMax, measures.RtMax);
        _json.WriteNumber(Names.Slow, measures.Slow);
        _json.WriteNumber(Names.Http2xx, httpCode is >= 200 and <= 299 ? measures.Count : 0);
        _json.WriteNumber(Names.Http5xx, httpCode is >= 500 and <= 599 ? measures.Count : 0);
        _json.WriteNumber(Names.Http503, httpCode == 503 ? measures.Count : 0);
        _json.WriteNumber(Names.Throttled, measures.Throttled);
    }

    // Encoded once: names are half of a row's bytes.
    private static class Names
    {
        public static readonly JsonEncodedText Region = JsonEncodedText.Encode("region");
        public static readonly JsonEncodedText Worker = JsonEncodedText.Encode("worker");
        public static readonly JsonEncodedText WindowStart = JsonEncodedText.Encode("window_start");
        public static readonly JsonEncodedText Product = JsonEncodedText.Encode("product");
        public static readonly JsonEncodedText Api = JsonEncodedText.Encode("api");
        public static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
        public static readonly JsonEncodedText CallerUid = JsonEncodedText.Encode("caller_uid");
        public static readonly JsonEncodedText RegionId = JsonEncodedText.Encode("region_id");
        public static readonly JsonEncodedText AppGroup = JsonEncodedText.Encode("app_group");
        public static readonly JsonEncodedText GcLevel = JsonEncodedText.Encode("gc_level");
        public static readonly JsonEncodedText HttpCode = JsonEncodedText.Encode("http_code");
        public static readonly JsonEncodedText ErrorCode = JsonEncodedText.Encode("error_code");
        public static readonly JsonEncodedText BizRegionId = JsonEncodedText.Encode("biz_region_id");
        public static readonly JsonEncodedText Qps = JsonEncodedText.Encode("qps");
        public static readonly JsonEncodedText RtCount = JsonEncodedText.Encode("rt_count");
        public static readonly JsonEncodedText RtSum = JsonEncodedText.Encode("rt_sum");
        public static readonly JsonEncodedText RtMean = JsonEncodedText.Encode("rt_mean");
        public static readonly JsonEncodedText RtMax = JsonEncodedText.Encode("rt_max");
        public static readonly JsonEncodedText Slow = JsonEncodedText.Encode("slow1s_count");
        public static readonly JsonEncodedText Http2xx = JsonEncodedText.Encode("http_2xx");
        public static readonly JsonEncodedText Http5xx = JsonEncodedText.Encode("http_5xx");
        public static readonly JsonEncodedText Http503 = JsonEncodedText.Encode("http_503");
        public static readonly JsonEncodedText Throttled = JsonEncodedText.Encode("throttled");
    }
}
