using System.Text.Json;
using Aggregator.Tests.Oracle;

namespace Aggregator.PipelineTests.Replay;

/// <summary>Reads what <c>replay --partials</c> wrote.</summary>
internal static class PartialsFile
{
    /// <summary>Every row, in the order of the file. <c>rt_mean</c> must follow from sum and count.</summary>
    public static IEnumerable<OracleRow> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            yield return ToRow(json.RootElement);
        }
    }

    private static OracleRow ToRow(JsonElement row)
    {
        var result = new OracleRow(
            Number("window_start") * 1000, Text("product"), Text("api"), Text("version"), Text("caller_uid"), Text("region_id"),
            Text("app_group"), Text("gc_level"), (int)Number("http_code"), Text("error_code"), Text("biz_region_id"),
            Number("qps"), Number("rt_count"), Number("rt_sum"), Number("rt_max"), Number("slow1s_count"),
            Number("http_2xx"), Number("http_5xx"), Number("http_503"), Number("throttled"));
        var mean = row.GetProperty("rt_mean");
        var isRight = result.RtCount == 0
            ? mean.ValueKind == JsonValueKind.Null
            : mean.GetDouble() == result.RtSum / (double)result.RtCount;
        return isRight ? result : throw new FormatException($"rt_mean is wrong in {row}");

        string Text(string name) => row.GetProperty(name).GetString()!;

        long Number(string name) => row.GetProperty(name).GetInt64();
    }
}
