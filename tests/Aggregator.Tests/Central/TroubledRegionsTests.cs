using Xunit;

namespace Aggregator.Tests.Central;

/// <summary>Regions in trouble: one stops for an hour, one has a lagging partition, one has a wrong clock.</summary>
public sealed class TroubledRegionsTests
{
    private const string Total = "namespace_product_gw_http_req_total";
    private const string Late = "namespace_product_gw_http_req_late_total";

    [Fact]
    public void Regions_in_trouble_change_nothing_for_a_healthy_one_and_every_log_is_counted()
    {
        var healthy = new CentralWorld(null, new RegionSimulator("healthy"));
        var (stopping, lagging, ahead) =
            (new RegionSimulator("stopping"), new RegionSimulator("lagging", partitions: 3), new RegionSimulator("ahead"));
        var troubled = new CentralWorld(null, new RegionSimulator("healthy"), stopping, lagging, ahead);
        ahead.WorkerClockAheadMs = 120_000;
        var number = 0;
        troubled.Gateway = (region, log) => region == ahead ? log with { TimeMs = log.TimeMs + 120_000 }
            : region == stopping && number++ % 2 == 0 ? log with { Code = 500 }
            : log;

        Run(300);
        stopping.IsRunning = false;
        lagging.Own(2, isOwned: false);
        Run(3600);
        var before = troubled.Last;
        stopping.IsRunning = lagging.IsRunning = true;
        stopping.ReadAtMost = 100;
        lagging.Own(2, isOwned: true);
        Run(600);

        // The hour's incident is old: nothing that pages may move because of it.
        var newErrors = troubled.Last.Sum("namespace_product_gw_http_5xx_total", "region_id=\"stopping\"")
            - before.Sum("namespace_product_gw_http_5xx_total", "region_id=\"stopping\"");
        Assert.InRange(newErrors, 280, 480);
        Assert.InRange(troubled.Last.Sum("namespace_product_gw_http_5xx_late_total"), 1600, 1800);
        foreach (var region in troubled.Regions)
        {
            var label = $"region_id=\"{region.Region}\"";
            Assert.Equal(region.LogsWritten, troubled.Last.Sum(Total, label) + troubled.Last.Sum(Late, label));
        }
        Assert.Empty(troubled.Last.Of("namespace_product_gw_http_req", "region_id=\"ahead\""));
        Assert.Equal(60, troubled.Last.Sum("namespace_product_gw_http_req", "region_id=\"stopping\""));
        Assert.True(troubled.Engine.Ledger.IsBalanced);

        void Run(int seconds) => healthy.Run(seconds, () =>
        {
            troubled.Run(1);
            Assert.Equal(LinesOfHealthy(healthy.Last), LinesOfHealthy(troubled.Last));
        });
    }

    private static string LinesOfHealthy(Scrape scrape) => string.Join('\n', scrape.Text.Split('\n')
        .Where(line => line.Contains("region_id=\"healthy\"", StringComparison.Ordinal)
            || line.Contains("source_region=\"healthy\"", StringComparison.Ordinal)));
}
