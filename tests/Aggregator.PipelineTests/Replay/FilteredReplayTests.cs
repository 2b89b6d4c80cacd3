using System.Text.Json;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Replay;

/// <summary>The filters of <c>samples/gateway-filtered.yaml</c> against System.Text.Json, which shares no code with them.</summary>
public sealed class FilteredReplayTests
{
    private static readonly string[] DroppedRegions = ["cn-shanghai", "cn-beijing", "cn-hangzhou"];

    [Fact]
    public async Task Each_filter_drops_exactly_what_its_condition_says()
    {
        using var folder = new TemporaryFolder();
        var input = Repository.Sample("gateway.jsonl");
        var expected = File.ReadLines(input).CountBy(OutcomeOf).ToDictionary(StringComparer.Ordinal);
        // Without one of these the sample would show nothing.
        Assert.All((string[])["aggregated", "warmup", "regions", "required", "cut_off"], name => Assert.True(expected.GetValueOrDefault(name) > 0, name));

        var run = await ReplayRun.Async(folder, Repository.Sample("gateway-filtered.yaml"), [input]);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(3_000, run.Number("read"));
        Assert.Equal(expected["aggregated"], run.Number("aggregated"));
        Assert.Equal(expected["warmup"], run.Number("filtered/warmup"));
        Assert.Equal(expected["regions"], run.Number("filtered/regions"));
        Assert.Equal(expected["required"], run.Number("filtered/required"));
        Assert.Equal(expected["cut_off"], run.Number("malformed/cut_off"));
        Assert.Equal(expected["aggregated"], run.Exposition.Sum("namespace_product_gw_http_req_total"));
        Assert.DoesNotContain(run.Exposition.Samples, sample => DroppedRegions.Contains(sample.Labels.GetValueOrDefault("region_id"), StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_logs_without_filters_lose_only_what_is_damaged()
    {
        using var folder = new TemporaryFolder();
        var run = await ReplayRun.Async(folder, Repository.Sample("gateway.yaml"), [Repository.Sample("gateway.jsonl")]);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(3_000, run.Number("aggregated") + run.Number("filtered/required") + run.Number("malformed/cut_off"));
        Assert.DoesNotContain("warmup", run.Output, StringComparison.Ordinal);
        Assert.Contains(run.Exposition.Samples, sample => DroppedRegions.Contains(sample.Labels.GetValueOrDefault("region_id"), StringComparer.Ordinal));
    }

    private static string OutcomeOf(string line)
    {
        try
        {
            using var log = JsonDocument.Parse(line);
            if (Text(log, "Domain") is "popwarmup.aliyuncs.com") return "warmup";
            using var ext5 = JsonDocument.Parse(Text(log, "Ext5"));
            if (DroppedRegions.Contains(Text(ext5, "logRegionId"), StringComparer.Ordinal)) return "regions";
            return Text(log, "Product").Length == 0 || Text(log, "Api").Length == 0 ? "required" : "aggregated";
        }
        catch (JsonException)
        {
            return "cut_off";
        }
    }

    private static string Text(JsonDocument log, string field) => log.RootElement.GetProperty(field).GetString() ?? "";
}
