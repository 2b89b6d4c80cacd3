using Aggregator.Core.Aggregation;
using Aggregator.Core.Windowing;
using Xunit;

namespace Aggregator.Tests.Oracle;

/// <summary>The oracle against numbers worked out by hand: it judges everything else, so it must be right by itself.</summary>
public sealed class ReferenceRollupTests
{
    private const long T = 1_768_484_240_000;

    private static readonly OracleDimensions Dimensions = new()
    {
        Clusters = { ["10.0.0.1"] = ("pop-1", "cn-a") },
        Levels = { ["42"] = "GC6" },
        Priorities = { [("ecs", "Run", "v1")] = "P0" },
    };

    private static readonly ReferenceRollup Rollup = new(
        [
            Log(T, "42", "200", "", 10),
            Log(T + 9_999, "42", "200", "", 1_001),
            Log(T + 10_000, "42", "503", "Busy", 1_000),
            Log(T + 61_000, "7", "429", "Throttling.User", null) with { LocalIp = "10.9.9.9" },
            Log(T + 61_000, "", "abc", "", 3) with { BizRegionId = "" },
            Log(T, "42", "200", "", 1) with { Api = "" },
        ],
        Dimensions);

    [Fact]
    public void Rows_are_by_group_and_window()
    {
        Assert.Equal(
            [
                new OracleRow(T, "ecs", "Run", "v1", "42", "cn-a", "pop-1", "GC6", 200, "", "cn-b", 2, 2, 1_011, 1_001, 1, 2, 0, 0, 0),
                new OracleRow(T + 10_000, "ecs", "Run", "v1", "42", "cn-a", "pop-1", "GC6", 503, "Busy", "cn-b", 1, 1, 1_000, 1_000, 0, 0, 1, 1, 0),
                new OracleRow(T + 60_000, "ecs", "Run", "v1", "7", "unknown", "unknown", "unknown", 429, "Throttling.User", "cn-b", 1, 0, 0, 0, 0, 0, 0, 0, 1),
                new OracleRow(T + 60_000, "ecs", "Run", "v1", "unknown", "cn-a", "pop-1", "unknown", 0, "", "unknown", 1, 1, 3, 3, 0, 0, 0, 0, 0),
            ],
            Rollup.Rows);
    }

    [Theory]
    [InlineData("namespace_product_gw_http_req_total", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"cn-a\"", 3)]
    [InlineData("namespace_product_gw_http_2xx_total", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"cn-a\"", 2)]
    [InlineData("namespace_product_gw_http_4xx_total", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"unknown\"", 1)]
    [InlineData("namespace_product_gw_http_5xx_total", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"cn-a\"", 1)]
    [InlineData("namespace_product_gw_rt_seconds_bucket", "biz_region_id=\"cn-b\",le=\"0.008\",product=\"ecs\",region_id=\"cn-a\"", 0)]
    [InlineData("namespace_product_gw_rt_seconds_bucket", "biz_region_id=\"cn-b\",le=\"0.016\",product=\"ecs\",region_id=\"cn-a\"", 1)]
    [InlineData("namespace_product_gw_rt_seconds_bucket", "biz_region_id=\"cn-b\",le=\"1\",product=\"ecs\",region_id=\"cn-a\"", 2)]
    [InlineData("namespace_product_gw_rt_seconds_bucket", "biz_region_id=\"cn-b\",le=\"+Inf\",product=\"ecs\",region_id=\"cn-a\"", 3)]
    [InlineData("namespace_product_gw_rt_seconds_sum", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"cn-a\"", 2.011)]
    [InlineData("namespace_api_gw_http_req_total", "api=\"Run\",priority=\"P0\",product=\"ecs\",version=\"v1\"", 5)]
    [InlineData("namespace_api_gw_slow_http_req_total", "api=\"Run\",priority=\"P0\",product=\"ecs\",version=\"v1\"", 1)]
    [InlineData("namespace_error_code_gw_http_code_total", "api=\"Run\",http_code=\"429\",product=\"ecs\"", 1)]
    [InlineData("namespace_error_code_gw_error_code_total", "api=\"Run\",error_code=\"Busy\",product=\"ecs\"", 1)]
    [InlineData("namespace_tenant_gw_http_req_total", "gc_level=\"GC6\",uid=\"42\"", 3)]
    [InlineData("namespace_tenant_gw_limited_req_total", "gc_level=\"unknown\",uid=\"other\"", 1)]
    public void Counters_count_every_log_once(string name, string labels, double expected) =>
        Assert.Equal(expected, Rollup.Counters[new OracleSeries(name, labels)]);

    [Theory]
    [InlineData("namespace_product_gw_http_req", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"cn-a\"", 1.0)]
    [InlineData("namespace_product_gw_success_rate", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"cn-a\"", 0.0)]
    [InlineData("namespace_product_gw_rt_mean", "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"unknown\"", null)]
    [InlineData("namespace_api_gw_rt_mean", "api=\"Run\",priority=\"P0\",product=\"ecs\",version=\"v1\"", 501.5)]
    [InlineData("namespace_api_gw_rt_p99", "api=\"Run\",priority=\"P0\",product=\"ecs\",version=\"v1\"", 1000.0)]
    [InlineData("namespace_api_gw_http503_rate", "api=\"Run\",priority=\"P0\",product=\"ecs\",version=\"v1\"", 1 / 3.0)]
    [InlineData("namespace_tenant_gw_api_req_limiting_rate", "gc_level=\"unknown\",uid=\"other\"", 0.5)]
    public void Gauges_are_of_the_last_60_seconds(string name, string labels, double? expected) =>
        Assert.Equal(expected, Rollup.Gauges(T + 70_000).TryGetValue(new OracleSeries(name, labels), out var value) ? value : null);

    [Fact]
    public void An_idle_series_shows_counts_of_0_and_no_ratios()
    {
        var gauges = Rollup.Gauges(T + 200_000);
        const string labels = "biz_region_id=\"cn-b\",product=\"ecs\",region_id=\"cn-a\"";
        Assert.Equal(0, gauges[new OracleSeries("namespace_product_gw_http_req", labels)]);
        Assert.DoesNotContain(new OracleSeries("namespace_product_gw_success_rate", labels), gauges);
        Assert.DoesNotContain(new OracleSeries("namespace_product_gw_rt_max", labels), gauges);
    }

    [Fact]
    public void The_products_partials_measure_what_the_oracle_says()
    {
        var random = new Random(3);
        var logs = Enumerable.Range(0, 3_000)
            .Select(_ => Log(T + random.Next(40_000), $"{random.Next(5)}", "200", "", random.Next(4) == 0 ? null : random.Next(2_500)))
            .ToArray();
        var partials = logs.GroupBy(log => (Start: new TumblingWindow(10_000).StartOf(log.TimeMs), log.Uid)).ToDictionary(
            group => group.Key,
            group => group.Aggregate(new PartialAggregate(), (partial, log) =>
            {
                if (log.LatencyMs is { } latency) partial.Add(latency, slow: latency > 1_000, throttled: false);
                else partial.Add(throttled: false);
                return partial;
            }));

        var rows = new ReferenceRollup(logs, Dimensions).Rows;
        Assert.Equal(partials.Count, rows.Count);
        Assert.All(rows, row =>
        {
            var partial = partials[(row.WindowStartMs, row.CallerUid)];
            Assert.Equal(
                (row.Count, row.RtCount, row.RtSum, row.RtMax, row.Slow),
                (partial.Count, partial.RtCount, partial.RtSum, partial.RtMax, partial.Slow));
        });
    }

    [Fact]
    public void An_exposition_is_read_whatever_its_labels_hold()
    {
        var samples = OracleSeries.Parse("# TYPE a counter\na_total{y=\"q\\\"{},\\\\n\\n\",x=\"\"} 3\nb 2.5\nc{le=\"+Inf\"} +Inf\n");
        Assert.Equal(3, samples[OracleSeries.Of("a_total", ("x", ""), ("y", "q\"{},\\n\n"))]);
        Assert.Equal(2.5, samples[OracleSeries.Of("b")]);
        Assert.Equal(double.PositiveInfinity, samples[OracleSeries.Of("c", ("le", "+Inf"))]);
    }

    private static OracleLog Log(long timeMs, string uid, string code, string error, long? latencyMs) =>
        new(timeMs, "ecs", "Run", "v1", uid, "10.0.0.1", code, error, latencyMs, "cn-b");
}
