using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>
/// A dead letter as text, one JSON object:
/// <c>{"time","source","position","reason","truncated","log" or "log_base64"}</c>. Time is when it was written (UTC),
/// reason is the outcome with its detail (<c>malformed/cut_off</c>, <c>future</c>), truncated (only when true) says that
/// the log was longer, and log_base64 is for a log that is not UTF-8.
/// </summary>
internal static class DeadLetterText
{
    /// <summary>Bytes of a log that are kept.</summary>
    public const int MaxLogBytes = 64 * 1024;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // The default escapes everything that is not ASCII; here the log should stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a letter, without a line end.</summary>
    public static void Write(
        IBufferWriter<byte> output, DateTimeOffset time, SourceId source, long position, string reason, ReadOnlySpan<byte> log, bool isTruncated)
    {
        var kept = Cut(log);
        using var json = new Utf8JsonWriter(output, WriterOptions);
        json.WriteStartObject();
        json.WriteString("time"u8, time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("source"u8, source.ToString());
        json.WriteNumber("position"u8, position);
        json.WriteString("reason"u8, reason);
        if (isTruncated || kept.Length < log.Length) json.WriteBoolean("truncated"u8, true);
        if (Utf8.IsValid(kept)) json.WriteString("log"u8, kept);
        else json.WriteBase64String("log_base64"u8, kept);
        json.WriteEndObject();
    }

    /// <summary>The reason of a letter: the outcome, and its detail if it has one.</summary>
    public static string ReasonOf(Outcome outcome, string detail)
    {
        var name = OutcomeNames.Of(outcome);
        return detail.Length == 0 ? name : $"{name}/{detail}";
    }

    /// <summary>The first <see cref="MaxLogBytes"/>, without the beginning of a character that would be cut in two.</summary>
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> log)
    {
        if (log.Length <= MaxLogBytes) return log;
        var end = MaxLogBytes;
        while (end > MaxLogBytes - 3 && (log[end] & 0xC0) == 0x80) end--;
        return log[..end];
    }
}
