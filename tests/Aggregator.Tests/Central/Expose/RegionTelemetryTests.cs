using Xunit;

namespace Aggregator.Tests.Central.Expose;

/// <summary>What alerts are gated and judged by.</summary>
public sealed class RegionTelemetryTests
{
    private const string AgeCount = "aggregator_central_log_age_seconds_count";

    private readonly RegionSimulator _a = new("a");
    private readonly RegionSimulator _b = new("b");
    private readonly CentralWorld _world;

    public RegionTelemetryTests() => _world = new CentralWorld(null, _a, _b);

    [Fact]
    public void A_region_feeds_the_region_ids_of_its_own_rows_and_no_others()
    {
        _world.Gateway = (region, log) => log with { RegionId = region == _a ? "east" : "west" };
        _world.Run(30);
        _world.Gateway = (_, log) => log with { RegionId = "west" };
        _world.Run(30);

        Assert.Equal(
            """{source_region="a",region_id="east"} {source_region="a",region_id="west"} {source_region="b",region_id="west"}""",
            string.Join(' ', _world.Last.Of("aggregator_central_region_feeds").Select(series => series.Key["aggregator_central_region_feeds".Length..])));
    }

    [Fact]
    public void Logs_that_keep_up_are_younger_than_30_seconds()
    {
        _world.Run(120);

        var logs = _world.Last.Sum("namespace_product_gw_http_req_total");
        Assert.Equal(logs, _world.Last.Sum(AgeCount));
        Assert.Equal(logs, _world.Last.Sum("aggregator_central_log_age_seconds_bucket", "le=\"15\""));
    }

    [Fact]
    public void The_backlog_of_a_region_that_was_away_is_old_and_the_other_region_stays_young()
    {
        _world.Run(60);
        _b.IsRunning = false;
        _world.Run(600);
        _b.IsRunning = true;
        _world.Run(60);

        Assert.Equal(720, _world.Last.Sum("aggregator_central_log_age_seconds_bucket", "source_region=\"a\"", "le=\"15\""), 10.0);
        Assert.InRange(OlderThan300("b"), 290, 320);
        Assert.Equal(0, OlderThan300("a"));

        double OlderThan300(string region) => _world.Last.Sum(AgeCount, $"source_region=\"{region}\"")
            - _world.Last.Sum("aggregator_central_log_age_seconds_bucket", $"source_region=\"{region}\"", "le=\"300\"");
    }

    [Fact]
    public void In_event_time_no_log_has_an_age()
    {
        var engine = CentralWorld.NewEngine(_world.Options, eventTime: true);
        _a.Write(new SimulatedLog(CentralWorld.StartMs));
        engine.Merge(_a.Flush(CentralWorld.StartMs), CentralWorld.StartMs);

        Assert.Empty(new Scrape(engine.Publish(CentralWorld.StartMs)).Of(AgeCount));
    }
}
