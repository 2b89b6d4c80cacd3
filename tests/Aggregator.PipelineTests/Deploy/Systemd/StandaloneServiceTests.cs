using System.Runtime.Versioning;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>The shipped unit of both tiers in one process, with the shipped configuration.</summary>
[SupportedOSPlatform("linux")]
public sealed class StandaloneServiceTests : IDisposable
{
    private readonly Installation _installation = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _installation.Dispose();
    }

    [Fact]
    public async Task It_is_exact_over_a_stop_and_a_start_and_writes_only_where_it_may()
    {
        await _installation.InstallAsync();
        await ConfigureAsync();
        var log = new GatewayLog(_installation["logs"]);
        log.Append(served: 900, warmUps: 100);
        var service = new Service(_installation, "aggregator-standalone");
        var before = _installation.Files();

        await using (var first = await service.StartAsync())
        {
            await CountedAsync(first, 900);
            Assert.Equal(0, await first.StopAsync());
            Assert.Contains("ledger: balanced", first.Output, StringComparison.Ordinal);
        }
        log.Append(served: 40, warmUps: 10); // while it is away
        await using var second = await service.StartAsync();
        log.Append(served: 60, warmUps: 0);
        var scrape = await CountedAsync(second, 1000);

        Assert.Equal(1110, scrape.Sum("aggregator_central_logs_read_total"));
        Assert.Equal(110, scrape.Sum("aggregator_central_logs_total", ("outcome", "filtered")));
        Assert.Equal(1, scrape.Sum("aggregator_central_ledger_balanced"));
        Assert.Equal(0, await second.StopAsync());
        Assert.NotEmpty(Directory.GetFileSystemEntries(service.State));
        var written = _installation.Files().Except(before, StringComparer.Ordinal).Where(file => !file.EndsWith(".calls", StringComparison.Ordinal));
        Assert.All(written, file => Assert.StartsWith("state/aggregator/standalone/", file, StringComparison.Ordinal));
        Assert.Empty(service.TemporaryFiles);
    }

    [Fact]
    public async Task A_reload_without_a_database_leaves_it_running()
    {
        await _installation.InstallAsync();
        await ConfigureAsync();
        var log = new GatewayLog(_installation["logs"]);
        log.Append(served: 10, warmUps: 0);
        await using var process = await new Service(_installation, "aggregator-standalone").StartAsync();
        await CountedAsync(process, 10);

        await process.RefreshAsync();
        log.Append(served: 5, warmUps: 0);

        await CountedAsync(process, 15);
        await process.SaysAsync("there is nothing to refresh");
        Assert.Equal(0, await process.StopAsync());
    }

    [Fact]
    public async Task A_wrong_configuration_ends_it_with_the_code_after_which_it_is_not_started_again()
    {
        await _installation.InstallAsync();
        await File.WriteAllTextAsync(_installation.Configuration("standalone.yaml"), "sources: []\n", TestContext.Current.CancellationToken);
        var service = new Service(_installation, "aggregator-standalone");

        await using var process = await service.StartAsync();

        Assert.Equal(service.CodeOfNoReturn, await process.ExitAsync());
        Assert.Contains("standalone.yaml:1:10: sources: is empty", process.Output, StringComparison.Ordinal);
    }

    private Task ConfigureAsync() => File.WriteAllTextAsync(
        _installation.Configuration("standalone.env"), $"REGION=here\nLOGS={_installation["logs"]}/*.log\nAGGREGATOR_LISTEN=127.0.0.1:0\n", TestContext.Current.CancellationToken);

    private async Task<Exposition> CountedAsync(AggregatorProcess process, int requests)
    {
        var metrics = await process.AddressAsync();
        return await Eventually.Async(() => Exposition.ScrapeAsync(_http, metrics), scrape => scrape.Sum("namespace_product_gw_http_req_total") >= requests);
    }
}
