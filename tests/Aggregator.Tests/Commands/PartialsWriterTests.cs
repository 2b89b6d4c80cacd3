using System.Text;
using System.Text.Json;
using Aggregator.Commands;
using Aggregator.Core.Aggregation;
using Xunit;

namespace Aggregator.Tests.Commands;

public sealed class PartialsWriterTests
{
    [Fact]
    public void A_row_is_one_line_in_the_original_columns() => Assert.Equal(
        """{"window_start":1768484240,"product":"ecs","api":"RunInstances","version":"2014-05-26","caller_uid":"1001","region_id":"cn-hangzhou","app_group":"gw-a","gc_level":"GC7","http_code":200,"error_code":"","biz_region_id":"cn-beijing","qps":3,"rt_count":2,"rt_sum":1501,"rt_mean":750.5,"rt_max":1500,"slow1s_count":1,"http_2xx":3,"http_5xx":0,"http_503":0,"throttled":1}""" + "\n",
        Write(Row(200)));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(199, 0, 0, 0)]
    [InlineData(200, 3, 0, 0)]
    [InlineData(299, 3, 0, 0)]
    [InlineData(300, 0, 0, 0)]
    [InlineData(499, 0, 0, 0)]
    [InlineData(500, 0, 3, 0)]
    [InlineData(503, 0, 3, 3)]
    [InlineData(599, 0, 3, 0)]
    [InlineData(600, 0, 0, 0)]
    public void Classes_of_codes_follow_from_the_number(int httpCode, long http2xx, long http5xx, long http503)
    {
        using var json = JsonDocument.Parse(Write(Row(httpCode)));
        long Column(string name) => json.RootElement.GetProperty(name).GetInt64();

        Assert.Equal((http2xx, http5xx, http503), (Column("http_2xx"), Column("http_5xx"), Column("http_503")));
    }

    [Fact]
    public void The_mean_of_no_latency_is_null()
    {
        var measures = new PartialAggregate();
        measures.Add(throttled: false);

        using var json = JsonDocument.Parse(Write(Row(200) with { Measures = measures }));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("rt_mean").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("rt_count").GetInt64());
    }

    [Theory]
    [InlineData("\"quoted\" \\ \n\0")]
    [InlineData("é 电商 \ud83d\ude00 <&>")]
    public void Any_value_comes_back_as_it_was(string value)
    {
        var line = Write(Row(200) with { Key = Row(200).Key with { ErrorCode = value } });

        using var json = JsonDocument.Parse(line);
        Assert.Equal(value, json.RootElement.GetProperty("error_code").GetString());
        Assert.Equal(1, line.Count(c => c == '\n'));
    }

    [Fact]
    public void A_level_that_is_not_known_is_unknown()
    {
        Assert.Contains("\"gc_level\":\"unknown\"", Write(Row(200) with { Level = TenantLevel.None }), StringComparison.Ordinal);
        Assert.Contains("\"gc_level\":\"unknown\"", Write(Row(200) with { Level = TenantLevel.Unresolved }), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_rows_are_many_lines_in_order()
    {
        using var stream = new MemoryStream();
        using (var writer = new PartialsWriter(stream))
        {
            for (var i = 0; i < 5000; i++) writer.Write(Row(200) with { Key = Row(200).Key with { CallerUid = $"{i}" } });
        }
        var lines = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');

        Assert.Equal([.. Enumerable.Range(0, 5000).Select(i => $"{i}")], lines.Select(Uid).ToList());
    }

    internal static Row Row(int httpCode)
    {
        var measures = new PartialAggregate();
        measures.Add(1, slow: false, throttled: false);
        measures.Add(1500, slow: true, throttled: false);
        measures.Add(throttled: true);
        var key = new GroupKey(1_768_484_240_000, "ecs", "RunInstances", "2014-05-26", "1001", "cn-hangzhou", "gw-a", httpCode, "", "cn-beijing");
        return new Row(key, TenantLevel.Known("GC7"), measures);
    }

    private static string? Uid(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("caller_uid").GetString();
    }

    private static string Write(Row row)
    {
        using var stream = new MemoryStream();
        using (var writer = new PartialsWriter(stream)) writer.Write(row);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
