using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.Rollup;

public sealed class CountersTests
{
    private const long Start = CentralWorld.StartMs;

    private static readonly Gen<SimulatedLog> Logs =
        from time in Gen.Choose(0, 40_000)
        from product in Gen.Choose(0, 2)
        from api in Gen.Choose(0, 3)
        from uid in Gen.Choose(0, 5)
        from code in Gen.Elements(0, 200, 204, 302, 404, 429, 500, 503, 599, 600, 999)
        from error in Gen.Elements("", "", "Throttling.User", "InternalError")
        from latency in Gen.Elements<long?>(null, 0, 1, 2, 3, 999, 1000, 1001, 32_768, 32_769, 90_000)
        select new SimulatedLog(Start + time)
        {
            Product = $"p{product}",
            Api = $"Api{api}",
            Uid = $"{uid}",
            Level = uid == 0 ? TenantLevel.None : TenantLevel.Known($"GC{uid % 2 + 5}"),
            Code = code,
            ErrorCode = error,
            LatencyMs = latency,
            Limited = code == 429,
        };

    private static Scrape AfterFlushes(CentralOptions options, IReadOnlyList<Flush> flushes)
    {
        var engine = CentralWorld.NewEngine(options, eventTime: true);
        foreach (var flush in flushes) engine.Merge(flush, Start);
        foreach (var ended in flushes.Reverse().DistinctBy(flush => flush.Id.Region, StringComparer.Ordinal).Select(Ended)) engine.Merge(ended, Start);
        return new Scrape(engine.Publish(Start));
    }

    /// <summary>A region's last word: nothing more will come, so every slot closes.</summary>
    private static Flush Ended(Flush flush)
    {
        var end = flush.Sources[0] with { From = long.MaxValue, Next = long.MaxValue, Messages = 0, Logs = 0, States = SourceStates.Ended };
        return flush with { Id = flush.Id with { Sequence = long.MaxValue - 1 }, Rows = [], Sources = [end], Outcomes = [] };
    }

    private static List<Flush> Flushes(IReadOnlyList<SimulatedLog> logs, int size)
    {
        RegionSimulator[] regions = [new("a"), new("b")];
        var flushes = new List<Flush>();
        foreach (var chunk in logs.Chunk(size))
        {
            var region = regions[flushes.Count % 2];
            foreach (var log in chunk) region.Write(log);
            flushes.Add(region.Flush(Start + 40_000));
        }
        return flushes;
    }

    [Fact]
    public void Any_order_of_merges_gives_the_same_exposition() =>
        Prop.ForAll(Logs.NonEmptyListOf().ToArbitrary(), Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (logs, seed) =>
        {
            var flushes = Flushes([.. logs], size: 3);
            var shuffled = flushes.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (one, other) = (AfterFlushes(new CentralOptions(), flushes), AfterFlushes(new CentralOptions(), shuffled));
            return RollupsOf(one).SequenceEqual(RollupsOf(other));
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<KeyValuePair<string, double>> RollupsOf(Scrape scrape) =>
        scrape.Series.Where(entry => entry.Key.StartsWith("namespace_", StringComparison.Ordinal));

    [Fact]
    public void Every_log_is_in_the_counters_of_every_namespace_whatever_the_budgets() =>
        Prop.ForAll(Logs.NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (logs, budget) =>
        {
            var budgets = new BudgetOptions { Product = budget, Api = budget, ErrorCode = budget, Tenant = budget };
            var scrape = AfterFlushes(new CentralOptions { Budgets = budgets }, Flushes([.. logs], size: 4));
            double Logs(Func<SimulatedLog, bool> which) => logs.Count(which);

            return scrape.Sum("namespace_product_gw_http_req_total") == logs.Count
                && scrape.Sum("namespace_product_gw_http_2xx_total") == Logs(log => log.Code is >= 200 and < 300)
                && scrape.Sum("namespace_product_gw_http_3xx_total") == Logs(log => log.Code is >= 300 and < 400)
                && scrape.Sum("namespace_product_gw_http_4xx_total") == Logs(log => log.Code is >= 400 and < 500)
                && scrape.Sum("namespace_product_gw_http_5xx_total") == Logs(log => log.Code is >= 500 and < 600)
                && scrape.Sum("namespace_product_gw_http_503_total") == Logs(log => log.Code == 503)
                && scrape.Sum("namespace_product_gw_slow_http_req_total") == Logs(log => log.LatencyMs > 1000)
                && scrape.Sum("namespace_product_gw_rt_seconds_count") == Logs(log => log.LatencyMs is not null)
                && scrape.Sum("namespace_api_gw_http_req_total") == logs.Count
                && scrape.Sum("namespace_api_gw_http_5xx_total") == Logs(log => log.Code is >= 500 and < 600)
                && scrape.Sum("namespace_error_code_gw_http_code_total") == Logs(log => log.Code >= 400)
                && scrape.Sum("namespace_error_code_gw_error_code_total") == Logs(log => log.ErrorCode.Length > 0)
                && scrape.Sum("namespace_tenant_gw_http_req_total") == logs.Count
                && scrape.Sum("namespace_tenant_gw_limited_req_total") == Logs(log => log.Limited);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_latency_histogram_counts_every_latency_at_or_below_its_bounds() =>
        Prop.ForAll(Logs.NonEmptyListOf().ToArbitrary(), logs =>
        {
            var scrape = AfterFlushes(new CentralOptions(), Flushes([.. logs], size: 5));
            var bounds = Enumerable.Range(0, 16).Select(i => 1L << i).Append(1000L);
            return bounds.All(bound =>
                    scrape.Sum("namespace_product_gw_rt_seconds_bucket", FormattableString.Invariant($",le=\"{bound / 1000.0}\"}}"))
                        == logs.Count(log => log.LatencyMs <= bound))
                && scrape.Sum("namespace_product_gw_rt_seconds_bucket", ",le=\"+Inf\"}") == logs.Count(log => log.LatencyMs is not null)
                && Math.Abs(scrape.Sum("namespace_product_gw_rt_seconds_sum") - logs.Sum(log => log.LatencyMs ?? 0) / 1000.0) < 1e-6;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Regions_that_disagree_on_slow_leave_its_bucket_out()
    {
        var flushes = Flushes([new SimulatedLog(Start), new SimulatedLog(Start)], size: 1);
        Assert.NotEmpty(AfterFlushes(new CentralOptions(), flushes).Of("namespace_product_gw_rt_seconds_bucket", "le=\"1\""));
        flushes[1] = flushes[1] with { SlowMs = 2000 };
        Assert.Empty(AfterFlushes(new CentralOptions(), flushes).Of("namespace_product_gw_rt_seconds_bucket", "le=\"1\""));
    }

    [Fact]
    public void A_changed_slow_threshold_leaves_its_bucket_out_for_good()
    {
        var flushes = Flushes([.. Enumerable.Range(0, 6).Select(i => new SimulatedLog(Start) { LatencyMs = 3000 * (i % 2) })], size: 1);
        var engine = CentralWorld.NewEngine(new CentralOptions(), eventTime: true);
        void Merge(Flush flush, long slowMs) => engine.Merge(flush with { SlowMs = slowMs }, Start);
        IEnumerable<double> Buckets() => new Scrape(engine.Publish(Start)).Of("namespace_product_gw_rt_seconds_bucket", "region_id=\"a\"").Select(bucket => bucket.Value);

        Merge(flushes[0], 1000);
        Merge(flushes[1] with { Rows = [], Outcomes = [], Sources = [] }, 5000); // nothing is counted with it
        Assert.Equal(18, Buckets().Count());

        Merge(flushes[2], 5000);
        Assert.Equal(17, Buckets().Count());
        Assert.Equal(CentralEventKind.SlowThresholdChanged, Assert.Single(engine.DrainEvents()).Kind);
        Merge(flushes[4], 1000);
        Assert.Equal(17, Buckets().Count());
        Assert.Equal(Buckets().Order(), Buckets());
        Assert.Empty(engine.DrainEvents());
    }

    [Fact]
    public void Both_error_metrics_draw_on_one_budget()
    {
        SimulatedLog[] logs =
        [
            new(Start) { Code = 404, ErrorCode = "NotFound" },
            new(Start) { Code = 500, ErrorCode = "Internal" },
        ];
        var options = new CentralOptions { Budgets = new BudgetOptions { ErrorCode = 3 } };
        var scrape = AfterFlushes(options, Flushes(logs, size: 2));
        Assert.Equal(3, scrape["aggregator_central_label_sets{namespace=\"error_code\"}"]);
        Assert.Single(scrape.Of("namespace_error_code_gw_error_code_total", "__overflow__"));
        Assert.Empty(scrape.Of("namespace_error_code_gw_http_code_total", "__overflow__"));
    }
}
