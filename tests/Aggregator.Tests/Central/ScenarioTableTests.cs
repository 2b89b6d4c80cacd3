using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Central;

/// <summary>The table of what happens to gauges, counters and ledger, row by row.</summary>
public sealed class ScenarioTableTests
{
    private const string Requests = "namespace_product_gw_http_req";
    private const string Total = "namespace_product_gw_http_req_total";
    private const string Late = "namespace_product_gw_http_req_late_total";
    private const string InA = "region_id=\"a\"";
    private const string InB = "region_id=\"b\"";

    private readonly RegionSimulator _a = new("a");
    private readonly RegionSimulator _b = new("b", partitions: 2);
    private readonly CentralWorld _world;

    public ScenarioTableTests() => _world = new CentralWorld(null, _a, _b);

    private double Lag(string region) => _world.Last[$"aggregator_central_region_lag_seconds{{source_region=\"{region}\"}}"]!.Value;

    private double? EndOf(string region) =>
        _world.Last[$"aggregator_central_published_end_seconds{{scope=\"region\",source_region=\"{region}\"}}"];

    private double? GlobalEnd => _world.Last["aggregator_central_published_end_seconds{scope=\"global\"}"];

    private double Completeness(string region) =>
        _world.Last[$"aggregator_central_region_completeness_ratio{{source_region=\"{region}\"}}"]!.Value;

    private double NowSeconds => _world.NowMs / 1000.0;

    [Fact]
    public void Steady_traffic_of_two_regions_shows_both()
    {
        _world.Run(180);

        Assert.Equal(60, _world.Last.Sum(Requests, InA));
        Assert.Equal(120, _world.Last.Sum(Requests, InB));
        Assert.Equal(180, _world.Last.Sum("namespace_api_gw_http_req"));
        Assert.InRange(NowSeconds - EndOf("a")!.Value, 5, 25);
        Assert.Equal(180, _world.Last.Sum(Total, InA));
        Assert.Equal(360, _world.Last.Sum(Total, InB));
        Assert.Equal(0, _world.Last.Sum(Late));
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void A_silent_region_ends_its_own_gauges_and_no_others()
    {
        _world.Run(180);
        var before = _world.Last.Sum(Total, InB);
        _b.IsRunning = false;
        _world.Run(70);

        Assert.Empty(_world.Last.Of(Requests, InB));
        Assert.Null(EndOf("b"));
        Assert.Equal(before, _world.Last.Sum(Total, InB));
        Assert.Equal(60, _world.Last.Sum(Requests, InA));
        Assert.InRange(NowSeconds - EndOf("a")!.Value, 5, 25);
        Assert.InRange(NowSeconds - GlobalEnd!.Value, 5, 25);
        Assert.Equal(0, Completeness("b"));
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void A_lagging_partition_holds_its_region_for_a_minute_and_then_nobody()
    {
        _world.Run(180);
        _b.Own(1, isOwned: false);
        _world.Run(40);
        var heldAt = EndOf("b");
        Assert.True(NowSeconds - heldAt > 40, "The region waits for its partition.");
        Assert.Equal(120, _world.Last.Sum(Requests, InB));
        Assert.InRange(NowSeconds - EndOf("a")!.Value, 5, 25);

        _world.Run(40);
        Assert.InRange(NowSeconds - EndOf("b")!.Value, 5, 25);
        Assert.Equal(0.5, Completeness("b"));
        Assert.Equal(1, Completeness("a"));
        Assert.InRange(_world.Last.Sum(Requests, InB), 60, 80);
        Assert.True(Lag("b") > 60);
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void An_added_partition_is_waited_for_until_its_first_word()
    {
        _world.Run(180);
        _b.AddPartition();
        _b.Own(2, isOwned: false);
        _world.Run(30);
        var held = EndOf("b");
        Assert.True(NowSeconds - held > 30, "The region waits for the new partition.");
        Assert.Equal(2.0 / 3, Completeness("b"), 9);

        _b.Own(2, isOwned: true);
        _world.Run(15);
        Assert.InRange(NowSeconds - EndOf("b")!.Value, 5, 25);
        Assert.Equal(1, Completeness("b"));
        Assert.Equal(_b.LogsWritten, _world.Last.Sum(Total, InB));
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void An_announced_partition_that_stays_silent_is_waited_for_no_longer_than_a_minute()
    {
        _world.Run(180);
        _b.AddPartition();
        _b.Own(2, isOwned: false);
        _world.Run(75, () => Assert.NotEmpty(_world.Last.Of(Requests, InB)));

        Assert.InRange(NowSeconds - EndOf("b")!.Value, 5, 25);
    }

    [Fact]
    public void A_log_10_s_late_corrects_its_slot_at_the_next_publication()
    {
        _world.Run(180);
        var (gauge, total) = (_world.Last.Sum(Requests, InA), _world.Last.Sum(Total, InA));
        _a.Write(new SimulatedLog((long)EndOf("a")!.Value * 1000 - 10_000));
        _world.FlushNow(_a);

        Assert.Equal(gauge + 1, _world.Last.Sum(Requests, InA));
        Assert.Equal(total + 1, _world.Last.Sum(Total, InA));
        Assert.Equal(0, _world.Last.Sum(Late));
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void A_log_6_minutes_late_counts_in_the_late_total_only()
    {
        _world.Run(180);
        var before = _world.Last;
        _a.Write(new SimulatedLog(_world.NowMs - 360_000) { Code = 500, ErrorCode = "InternalError" });
        _world.FlushNow(_a);

        Assert.Equal(1, _world.Last.Sum(Late, InA));
        Assert.Equal(1, _world.Last.Sum("namespace_product_gw_http_5xx_late_total", InA));
        foreach (var (series, value) in before.Series)
        {
            if (series.StartsWith("namespace_", StringComparison.Ordinal) && !series.Contains("_late_total", StringComparison.Ordinal))
                Assert.Equal(value, _world.Last[series]);
        }
        Assert.Empty(_world.Last.Of("namespace_error_code_gw_http_code_total"));
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void A_late_log_by_another_region_leaves_a_series_with_the_region_it_follows()
    {
        _world.Run(180);
        _b.Own(1, isOwned: false);
        _world.Run(12); // b waits for its partition, and the global clock with it
        var before = _world.Last.Of(Requests, InA);
        Assert.NotEqual(EndOf("a"), GlobalEnd);
        _b.Write(new SimulatedLog(_world.NowMs - 420_000) { RegionId = "a" });
        _world.FlushNow(_b);

        Assert.Equal(1, _world.Last.Sum(Late, InA));
        Assert.Equal(before, _world.Last.Of(Requests, InA));
        _world.Gateway = (region, log) => ReferenceEquals(region, _a) ? null : log;
        _world.Run(33);
        Assert.True(_world.Last.Sum(Requests, InA) < 60, "The series follows its own region's clock, which goes on.");
    }

    [Fact]
    public void A_region_that_returns_with_an_hours_backlog_shows_no_gauges_until_it_is_current()
    {
        _world.Run(180);
        _b.IsRunning = false;
        _world.Run(3600);
        var before = _world.Last.Sum(Total, InB);
        _b.ReadAtMost = 60;
        _b.IsRunning = true;
        _world.Run(5, () => Assert.Empty(_world.Last.Of(Requests, InB)));
        Assert.Equal(before, _world.Last.Sum(Total, InB));
        Assert.Equal(120, _world.Last.Sum(Late, InB));

        _world.Run(400);
        Assert.Equal(120, _world.Last.Sum(Requests, InB));
        Assert.Equal(_b.LogsWritten, _world.Last.Sum(Total, InB) + _world.Last.Sum(Late, InB));
        Assert.InRange(_world.Last.Sum(Late, InB), 2 * 3500, 2 * 3660);
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void Logs_of_a_clock_2_minutes_ahead_are_future_and_in_no_series()
    {
        _world.Gateway = (region, log) => ReferenceEquals(region, _b) ? log with { TimeMs = _world.NowMs + 120_000 } : log;
        _world.Run(180);

        Assert.Empty(_world.Last.Of(Total, InB));
        Assert.Empty(_world.Last.Of(Requests, InB));
        Assert.Equal(60, _world.Last.Sum(Requests, InA));
        var ledger = Assert.Single(_world.Engine.Ledger.Regions, region => region.Region is "b");
        Assert.Equal(360, ledger.LogsOf(Outcome.Future));
        Assert.Equal(360, ledger.LogsRead);
        Assert.True(ledger.IsBalanced);
    }

    [Fact]
    public void SIGKILL_of_the_centre_leaves_every_value_as_it_was()
    {
        _world.Run(180);
        using var state = new MemoryStream();
        _world.Engine.Save(state);
        var before = _world.Last;

        _world.Engine = CentralWorld.NewEngine(_world.Options);
        state.Position = 0;
        _world.Engine.Load(state);
        _world.Publish();
        Assert.Equal(before.Text, _world.Last.Text);

        _world.Run(60);
        Assert.Equal(240, _world.Last.Sum(Total, InA));
        Assert.True(_world.Engine.Ledger.IsBalanced);
    }

    [Fact]
    public void A_new_series_shows_its_counters_at_0_first_and_its_gauges_from_its_first_closed_slot()
    {
        _world.Run(180);
        var appearedMs = _world.NowMs;
        _world.Gateway = (_, log) => log with { Product = "rds" };
        var (firstAbove0, firstGauge) = (0L, 0L);
        _world.Run(60, () =>
        {
            var rds = _world.Last.Of(Total, InA, "product=\"rds\"");
            if (firstAbove0 == 0 && rds.Count > 0 && rds[0].Value > 0) firstAbove0 = _world.NowMs;
            if (firstAbove0 == 0 && rds.Count > 0) Assert.Equal(0, rds[0].Value);
            if (firstGauge == 0 && _world.Last.Of(Requests, InA, "product=\"rds\"").Count > 0)
            {
                firstGauge = _world.NowMs;
                Assert.True(_world.Last.Sum(Requests, InA, "product=\"rds\"") > 0);
            }
        });

        Assert.InRange(firstAbove0 - appearedMs, 14_000, 16_000);
        Assert.InRange(firstGauge - appearedMs, 10_000, 25_000);
        Assert.Equal(60, _world.Last.Sum(Total, InA, "product=\"rds\""));
    }

    [Fact]
    public void An_idle_series_shows_0_without_ratios_and_ends_when_expired()
    {
        _world.Run(60);
        _world.Gateway = (region, log) => ReferenceEquals(region, _a) ? log with { Product = "rds" } : log;
        _world.Run(120);
        const string Idle = "{product=\"ecs\",region_id=\"a\",biz_region_id=\"unknown\"}";
        Assert.Equal(0, _world.Last[Requests + Idle]);
        Assert.Equal(60, _world.Last[Total + Idle]);
        Assert.Null(_world.Last["namespace_product_gw_rt_mean" + Idle]);
        Assert.Null(_world.Last["namespace_product_gw_rt_max" + Idle]);
        Assert.Null(_world.Last["namespace_product_gw_success_rate" + Idle]);

        _world.Run(560);
        Assert.Null(_world.Last[Requests + Idle]);
        Assert.Equal(60, _world.Last[Total + Idle]);
    }

    [Fact]
    public void Counters_end_a_day_after_the_last_traffic()
    {
        _world.Run(60);
        _world.Gateway = (_, log) => log with { Product = "rds" };
        _world.Run(60);
        Assert.NotEmpty(_world.Last.Of(Total, "product=\"ecs\""));

        var later = _world.NowMs + 24 * 3_600_000L;
        _a.Write(new SimulatedLog(later) { Product = "rds" });
        _world.Engine.Merge(_a.Flush(later), later);
        var scrape = new Scrape(_world.Engine.Publish(later));
        Assert.Empty(scrape.Of(Total, "product=\"ecs\""));
        Assert.Equal(61, scrape.Sum(Total, InA, "product=\"rds\""));
    }

    [Fact]
    public void A_reached_budget_sums_the_rest_in_overflow()
    {
        var options = new CentralOptions { Budgets = new BudgetOptions { Api = 3 } };
        var world = new CentralWorld(options, _a);
        var number = 0;
        world.Gateway = (_, log) => log with { Api = $"Api{number++ % 10}" };
        world.Run(200);

        const string ApiTotal = "namespace_api_gw_http_req_total";
        const string Overflow = "product=\"__overflow__\",api=\"__overflow__\",version=\"__overflow__\",priority=\"__overflow__\"";
        Assert.Equal(4, world.Last.Of(ApiTotal).Count);
        Assert.Equal(200, world.Last.Sum(ApiTotal));
        Assert.Equal(140, world.Last[$"{ApiTotal}{{{Overflow}}}"]);
        Assert.Equal(42, world.Last[$"namespace_api_gw_http_req{{{Overflow}}}"]);
        Assert.Equal(140, world.Last["aggregator_central_overflow_logs_total{namespace=\"api\"}"]);
        Assert.Equal(140, world.Last["aggregator_central_overflow_offender_logs{namespace=\"api\",offender=\"ecs\"}"]);
        Assert.Single(world.Engine.DrainEvents(), e => e.Kind == CentralEventKind.Overflow);
        Assert.True(world.Engine.Ledger.IsBalanced);
    }
}
