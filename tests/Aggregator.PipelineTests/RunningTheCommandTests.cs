using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests;

/// <summary>The command as a user meets it: exit codes, clean stop, the listener.</summary>
public sealed class RunningTheCommandTests
{
    [Fact]
    public async Task Stops_by_itself_after_the_time_asked_for_with_a_balanced_ledger()
    {
        using var data = new TemporaryFolder();
        var (code, output) = await AggregatorProcess.RunAsync(
            "standalone", "--config", Repository.Sample("live.yaml"), "--data-dir", data.Path, "--listen", "127.0.0.1:0", "--for", "12s");

        Assert.True(code == 0, output);
        Assert.Contains("logs/s", output, StringComparison.Ordinal);
        Assert.Contains("ledger: balanced", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_signal_flushes_what_was_read_and_a_restart_goes_on_from_there()
    {
        using var data = new TemporaryFolder();
        using var http = new HttpClient();
        string[] arguments = ["standalone", "--config", Repository.Sample("live.yaml"), "--data-dir", data.Path, "--listen", "127.0.0.1:0"];
        await using (var first = AggregatorProcess.Start(arguments))
        {
            await first.AddressAsync();
            await Task.Delay(TimeSpan.FromSeconds(3));
            Assert.Equal(0, await first.StopAsync());
            Assert.Contains("ledger: balanced", first.Output, StringComparison.Ordinal);
        }

        await using var second = AggregatorProcess.Start(arguments);
        var address = await second.AddressAsync();
        await Task.Delay(TimeSpan.FromSeconds(7));
        var scrape = await Exposition.ScrapeAsync(http, address, "self");
        Assert.Equal(3, scrape.Sum("aggregator_central_ledger_balanced"));
        Assert.Equal(0, scrape.Sum("aggregator_central_open_gap_positions"));
        Assert.Equal(0, await second.StopAsync());
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused_with_the_remedy()
    {
        using var data = new TemporaryFolder();
        string[] arguments = ["standalone", "--config", Repository.Sample("live.yaml"), "--data-dir", data.Path, "--listen", "127.0.0.1:0"];
        await using var first = AggregatorProcess.Start(arguments);
        await first.AddressAsync();

        var (code, output) = await AggregatorProcess.RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.Contains("in use by another process", output, StringComparison.Ordinal);
        Assert.Contains("data_dir", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--input", "/does/not/exist.log", "does not exist")]
    [InlineData("--input", "/tmp", "is a directory")]
    [InlineData("--for", "soon", "is no duration")]
    [InlineData("--listen", "nowhere", "is no address")]
    [InlineData("--colour", "red", "--colour")]
    public async Task Bad_usage_is_refused_with_exit_code_2(string option, string value, string message)
    {
        using var data = new TemporaryFolder();
        var (code, output) = await AggregatorProcess.RunAsync(
            "standalone", "--config", Repository.Sample("live.yaml"), "--data-dir", data.Path, option, value);

        Assert.Equal(2, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_read_to_their_end_and_then_served()
    {
        using var data = new TemporaryFolder();
        using var http = new HttpClient();
        await using var process = AggregatorProcess.Start(
        [
            "standalone", "--config", Repository.Sample("live.yaml"), "--data-dir", data.Path, "--listen", "127.0.0.1:0",
            "--input", Repository.Sample("apache_access.log"),
        ]);
        var address = await process.AddressAsync();

        var scrape = await Eventually.Async(
            () => Exposition.ScrapeAsync(http, address, "product"),
            scrape => scrape.Sum("namespace_product_gw_http_req_total") >= 10_000);

        Assert.Equal(10_000, scrape.Sum("namespace_product_gw_http_req_total"));
        Assert.Equal(9_171, scrape.Sum("namespace_product_gw_http_2xx_total"));
        Assert.Equal(0, scrape.Sum("namespace_product_gw_http_req_late_total"));
        // The last minute before the newest log, 20 May 2015 21:05:59.
        var gauges = await Eventually.Async(
            () => Exposition.ScrapeAsync(http, address), scrape => scrape.Sum("namespace_product_gw_http_req") > 0);
        Assert.Equal(1432155960, gauges.Sum("aggregator_central_published_end_seconds", ("scope", "global")));
        await process.SaysAsync("Everything is read to its end. /metrics goes on serving it until Ctrl-C.");
        Assert.Equal(0, await process.StopAsync());
        Assert.Contains("ledger: balanced", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_part_has_a_path_and_together_they_are_everything()
    {
        using var data = new TemporaryFolder();
        using var http = new HttpClient();
        await using var process = AggregatorProcess.Start(
        [
            "standalone", "--config", Repository.Sample("live.yaml"), "--data-dir", data.Path, "--listen", "127.0.0.1:0",
            "--input", Repository.Sample("gateway.jsonl"),
        ]);
        var address = await process.AddressAsync();
        await Eventually.Async(
            () => Exposition.ScrapeAsync(http, address, "tenant"), scrape => scrape.Sum("namespace_tenant_gw_http_req_total") > 2900);

        var parts = new List<string>();
        foreach (var part in (string[])["product", "api", "error_code", "tenant", "self"])
        {
            var names = (await Exposition.ScrapeAsync(http, address, part)).Samples.Select(sample => sample.Series).ToList();
            Assert.NotEmpty(names);
            parts.AddRange(names);
        }

        var all = (await Exposition.ScrapeAsync(http, address)).Samples.Select(sample => sample.Series);
        Assert.Equal(parts.Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri(address, "/readyz")));
        Assert.Contains("/metrics/tenant", await http.GetStringAsync(new Uri(address, "/")), StringComparison.Ordinal);
    }
}
