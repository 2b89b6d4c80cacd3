using Aggregator.Central.Options;
using Aggregator.Central.Rollup;
using Aggregator.Core.Aggregation;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.Rollup;

public sealed class GaugeTests
{
    private const long Start = CentralWorld.StartMs;
    private const string Api = "{product=\"ecs\",api=\"RunInstances\",version=\"2014-05-26\",priority=\"P1\"}";

    private static Scrape After(CentralOptions options, IEnumerable<SimulatedLog> logs)
    {
        var engine = CentralWorld.NewEngine(options, eventTime: true);
        var region = new RegionSimulator("a");
        foreach (var chunk in logs.Chunk(3))
        {
            foreach (var log in chunk) region.Write(log);
            engine.Merge(region.Flush(Start + 60_000, Aggregator.Core.Wire.SourceStates.Ended), Start);
        }
        return new Scrape(engine.Publish(Start));
    }

    [Fact]
    public void The_quantile_is_that_of_all_latencies_of_the_minute() =>
        Prop.ForAll(Gen.Choose(0, 5000).NonEmptyListOf().ToArbitrary(), latencies =>
        {
            // Every log in a slot of its own, in turn: the minute's slots together must tell the quantile.
            var all = new PartialAggregate();
            var logs = latencies.Select((latency, i) => new SimulatedLog(Start + i % 6 * 10_000) { LatencyMs = latency }).ToList();
            foreach (var latency in latencies) all.Add(latency, slow: false, throttled: false);
            logs.Add(new SimulatedLog(Start + 59_000) { LatencyMs = null });

            var histogram = new LatencyHistogram();
            all.AddLatenciesTo(histogram);
            return After(new CentralOptions(), logs)["namespace_api_gw_rt_p99" + Api] == histogram.Quantile(0.99, all.RtMax);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Means_maxima_and_rates_are_of_the_minute()
    {
        SimulatedLog[] logs =
        [
            new(Start) { LatencyMs = 100, Code = 503 },
            new(Start + 30_000) { LatencyMs = 300 },
            new(Start + 59_000) { LatencyMs = null },
            new(Start + 59_000) { LatencyMs = 2000, Code = 404 },
        ];
        var scrape = After(new CentralOptions(), logs);
        const string Product = "{product=\"ecs\",region_id=\"a\",biz_region_id=\"unknown\"}";
        Assert.Equal(800, scrape["namespace_product_gw_rt_mean" + Product]);
        Assert.Equal(2000, scrape["namespace_product_gw_rt_max" + Product]);
        Assert.Equal(0.5, scrape["namespace_product_gw_success_rate" + Product]);
        Assert.Equal(1, scrape["namespace_product_gw_slow_http_req" + Product]);
        Assert.Equal(0.25, scrape["namespace_api_gw_http503_rate" + Api]);
        Assert.Equal(800, scrape["namespace_api_gw_rt_mean" + Api]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_idle_series_shows_counts_of_0_whenever_its_rows_were_merged(bool oldestFirst)
    {
        var (old, newest) = (new SimulatedLog(Start) { Product = "oss" }, new SimulatedLog(Start + 3_600_000));
        var engine = CentralWorld.NewEngine(new CentralOptions(), eventTime: true);
        foreach (var log in oldestFirst ? [old, newest] : new[] { newest, old })
        {
            var region = new RegionSimulator(log.Product);
            region.Write(log with { RegionId = "a" });
            engine.Merge(region.Flush(Start + 3_600_000, Aggregator.Core.Wire.SourceStates.Ended), Start);
        }
        var scrape = new Scrape(engine.Publish(Start));
        const string Idle = "{product=\"oss\",region_id=\"a\",biz_region_id=\"unknown\"}";
        Assert.Equal(0, scrape["namespace_product_gw_http_req" + Idle]);
        Assert.Null(scrape["namespace_product_gw_success_rate" + Idle]);
    }

    [Fact]
    public void Only_the_last_60_s_of_closed_slots_count()
    {
        SimulatedLog[] logs = [new(Start), new(Start + 9_999), new(Start + 10_000), new(Start + 69_999)];
        var scrape = After(new CentralOptions(), logs);
        Assert.Equal(2, scrape["namespace_api_gw_http_req" + Api]);
        Assert.Equal(4, scrape["namespace_api_gw_http_req_total" + Api]);
    }

    [Fact]
    public void The_configuration_chooses_which_gauges_show()
    {
        var metrics = new MetricOptions { Product = ["http503_rate"], Api = [], ErrorCode = [], Tenant = ["limited_req"] };
        var scrape = After(new CentralOptions { Metrics = metrics }, [new SimulatedLog(Start) { Code = 503 }]);
        var gauges = scrape.Text.Split('\n')
            .Where(line => line.StartsWith("# TYPE namespace_", StringComparison.Ordinal) && line.EndsWith(" gauge", StringComparison.Ordinal));
        Assert.Equal(
            ["# TYPE namespace_product_gw_http503_rate gauge", "# TYPE namespace_tenant_gw_limited_req gauge"], gauges,
            StringComparer.Ordinal);
    }

    [Fact]
    public void Every_default_gauge_has_a_known_name()
    {
        var defaults = new MetricOptions();
        Assert.Subset(GaugeNames.Product.ToHashSet(StringComparer.Ordinal), defaults.Product.ToHashSet(StringComparer.Ordinal));
        Assert.Subset(GaugeNames.Api.ToHashSet(StringComparer.Ordinal), defaults.Api.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(GaugeNames.ErrorCode, defaults.ErrorCode);
        Assert.Subset(GaugeNames.Tenant.ToHashSet(StringComparer.Ordinal), defaults.Tenant.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void A_series_that_several_regions_feed_follows_the_global_clock()
    {
        var world = new CentralWorld(null, new RegionSimulator("a"), new RegionSimulator("b"));
        world.Run(180);
        world.Regions[1].IsRunning = false;
        world.Run(30);
        Assert.Equal(120, world.Last["namespace_api_gw_http_req" + Api]);
        var held = world.Last["aggregator_central_published_end_seconds{scope=\"global\"}"]!.Value;
        Assert.InRange(world.NowMs / 1000.0 - held, 30, 50);

        world.Run(70);
        Assert.Equal(60, world.Last["namespace_api_gw_http_req" + Api]);
    }
}
