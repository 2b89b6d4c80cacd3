using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Replay;

/// <summary>A real web server's log through both tiers; the numbers were counted with <c>awk</c>.</summary>
public sealed class ApacheReplayTests
{
    [Fact]
    public async Task A_web_servers_log_comes_to_the_numbers_that_are_in_it()
    {
        using var folder = new TemporaryFolder();

        var run = await ReplayRun.Async(folder, Repository.Sample("apache.yaml"), [Repository.Sample("apache_access.log")]);

        Assert.True(run.ExitCode == 0, run.Output);
        // Line 8899 ends inside its user agent: it counts all the same.
        Assert.Contains(
            "read 10,000 = aggregated 10,000 + filtered 0 + malformed 0 + future 0 + too_old 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("ledger: balanced", run.Output, StringComparison.Ordinal);
        var metrics = run.Exposition;
        Assert.Equal(10_000, metrics.Sum("namespace_product_gw_http_req_total", ("product", "web")));
        Assert.Equal(9_171, metrics.Sum("namespace_product_gw_http_2xx_total"));
        Assert.Equal(609, metrics.Sum("namespace_product_gw_http_3xx_total"));
        Assert.Equal(217, metrics.Sum("namespace_product_gw_http_4xx_total"));
        Assert.Equal(3, metrics.Sum("namespace_product_gw_http_5xx_total"));
        Assert.Equal(220, metrics.Sum("namespace_error_code_gw_http_code_total"));
        Assert.Equal(10_000, metrics.Sum("namespace_api_gw_http_req_total"));
        Assert.Equal(10_000, metrics.Sum("namespace_tenant_gw_http_req_total"));
    }

    [Fact]
    public async Task Logs_that_come_after_their_window_was_closed_are_counted_like_all_others()
    {
        using var folder = new TemporaryFolder();

        // The server writes a log when its answer is done, so the file is not in the order of its times.
        var run = await ReplayRun.Async(folder, Repository.Sample("apache.yaml"), [Repository.Sample("apache_access.log")]);

        Assert.Equal(8_034, run.Number("late logs"));
        Assert.Equal(8_034, LateLogs(File.ReadLines(Repository.Sample("apache_access.log"))));
        Assert.Equal(0, run.Exposition.Sum("namespace_product_gw_http_req_late_total"));
        Assert.Equal(10_000, (await File.ReadAllLinesAsync(run.Partials)).Sum(CountOf));
    }

    // Late: the window of 10 s had ended when the watermark, the highest time before less 5 s, reached its end.
    private static int LateLogs(IEnumerable<string> lines)
    {
        var (late, highest) = (0, 0L);
        foreach (var line in lines)
        {
            var text = line[(line.IndexOf('[', StringComparison.Ordinal) + 1)..line.IndexOf(']', StringComparison.Ordinal)];
            var seconds = DateTimeOffset.ParseExact(text, "dd/MMM/yyyy:HH:mm:ss zzz", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
            if ((seconds / 10 * 10) + 10 <= highest - 5) late++;
            highest = Math.Max(highest, seconds);
        }
        return late;
    }

    private static long CountOf(string row) => System.Text.Json.JsonDocument.Parse(row).RootElement.GetProperty("qps").GetInt64();
}
