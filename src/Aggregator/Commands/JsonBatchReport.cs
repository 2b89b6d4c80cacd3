using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Topics;

namespace Aggregator.Commands;

/// <summary>A JSON object a batch, one a line.</summary>
internal sealed class JsonBatchReport(TextWriter output) : BatchReport(output)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write(TopicMessage message, DecodedBatch batch, Flush flush)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            if (message.Partition is { } partition) json.WriteNumber("partition", partition);
            json.WriteNumber("position", message.Position);
            json.WriteString("region", flush.Id.Region);
            json.WriteString("worker", flush.Id.Worker);
            json.WriteNumber("epoch", flush.Id.Epoch);
            json.WriteNumber("sequence", flush.Id.Sequence);
            json.WriteNumber("chunk", batch.Chunk);
            json.WriteNumber("chunks", batch.Chunks);
            json.WriteNumber("rows", flush.Rows.Count);
            json.WriteNumber("bytes", message.Value.Length);
            json.WriteNumber("window_size_ms", flush.WindowSizeMs);
            json.WriteNumber("slow_ms", flush.SlowMs);
            json.WriteNumber("created_ms", flush.CreatedMs);
            json.WriteStartArray("sources");
            foreach (var source in flush.Sources) Write(json, source);
            json.WriteEndArray();
            json.WriteStartArray("outcomes");
            foreach (var outcome in flush.Outcomes) Write(json, outcome);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        Output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void Write(Utf8JsonWriter json, SourceProgress source)
    {
        json.WriteStartObject();
        json.WriteString("cluster", source.Id.Cluster);
        json.WriteString("topic", source.Id.Topic);
        json.WriteNumber("partition", source.Id.Partition);
        json.WriteNumber("partition_count", source.PartitionCount);
        json.WriteNumber("from", source.From);
        json.WriteNumber("next", source.Next);
        json.WriteNumber("messages", source.Messages);
        json.WriteNumber("logs", source.Logs);
        json.WriteNumber("holes", source.Holes);
        json.WriteNumber("lost", source.Lost);
        WriteTime(json, "watermark_ms", source.WatermarkMs);
        WriteTime(json, "highest_event_ms", source.HighestEventMs);
        json.WriteStartArray("states");
        foreach (var state in Names(source.States)) json.WriteStringValue(state);
        json.WriteEndArray();
        if (source.AbsentSinceMs > 0) json.WriteNumber("absent_since_ms", source.AbsentSinceMs);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long ms)
    {
        if (ms == WatermarkTracker.None) json.WriteNull(name);
        else json.WriteNumber(name, ms);
    }

    private static void Write(Utf8JsonWriter json, OutcomeCount count)
    {
        json.WriteStartObject();
        json.WriteString("outcome", OutcomeNames.Of(count.Outcome));
        json.WriteString("detail", count.Detail);
        json.WriteNumber("count", count.Count);
        json.WriteEndObject();
    }
}
