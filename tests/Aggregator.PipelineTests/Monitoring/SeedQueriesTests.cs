using Aggregator.PipelineTests.Prometheus;
using Aggregator.Regional.Ingest.Generate;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// The PromQL that product teams have from the original of this job, word for word but for <c>_total</c> where they ask for rates,
/// over what the shipped configuration scraped of a gateway that failed now and then: every answer is what the logs say.
/// </summary>
[Collection(Drills.Name)]
public sealed class SeedQueriesTests(DrillRun run)
{
    private const long SlotMs = 10_000;

    // Out-of-orderness, a flush, a publication and a slot make 21 s; the rest is for a busy machine.
    private const long OldestEndMs = 40_000;

    // The run's least length after its last blip, less what is too early for a whole minute.
    private const long LeastSlots = (DrillRun.AfterBlipMs - OldestEndMs) / SlotMs;

    private static readonly long HourMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;
    private static readonly long MinuteMs = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private static readonly Question Qps = new(
        "sum(namespace_product_gw_http_req) by (product)", "product", log => log.Api.Product, logs => logs.Count);

    // A mean of means, as it is written: of the product's regions, here those of listed nodes and of unknown ones.
    private static readonly Question AverageLatency = new(
        "avg(namespace_product_gw_rt_mean) by (product)", "product", log => log.Api.Product,
        logs => logs.GroupBy(log => log.Node.IsListed).Average(region => region.Average(log => (double)log.LatencyMs)));

    private static readonly Question HighErrorRate = new(
        "sum(namespace_product_gw_http_5xx) by (product) / sum(namespace_product_gw_http_req) by (product) > 0.01", "product",
        log => log.Api.Product, logs => (double)logs.Count(Questions.Is5xx) / logs.Count);

    // Current 1 min vs. 1 hr ago.
    private const string ErrorRateAgainstHourAgo = """
        (
        sum(rate(namespace_product_gw_http_5xx_total[1m])) / sum(rate(namespace_product_gw_http_req_total[1m]))
        ) / (
        sum(rate(namespace_product_gw_http_5xx_total[1m] offset 1h)) / sum(rate(namespace_product_gw_http_req_total[1m] offset 1h))
        ) > 2
        """;

    [Fact]
    public async Task Requests_by_product_are_those_of_the_last_minute()
    {
        var truth = await DrillTruth.OfAsync(run);
        var ends = new List<long>();
        foreach (var atMs in LateScrapes(truth)) ends.Add((await MinuteAsync(truth, atMs)).EndMs);
        Assert.Equal(ends.Order(), ends);
        // A run ends as soon as every page is resolved, so the number of slots differs. A scrape at the time of a publication
        // sees it or not, so that a slot can be passed over, but never two that follow each other.
        var slots = (ends[^1] - ends[0]) / SlotMs + 1;
        Assert.True(slots >= LeastSlots, $"The run went on for {slots} slots only.");
        Assert.True(ends.Distinct().Count() >= slots / 2, $"Of {slots} minutes, {ends.Distinct().Count()} were seen.");
    }

    [Fact]
    public async Task The_average_latency_is_the_mean_over_a_products_regions()
    {
        var truth = await DrillTruth.OfAsync(run);
        foreach (var atMs in LateScrapes(truth))
        {
            var minute = await MinuteAsync(truth, atMs);
            Assert.Equal(2, minute.Logs.Select(log => log.Node.IsListed).Distinct().Count());
            var differences = await AverageLatency.DifferencesAsync(run.Stack.Queries, atMs, minute.Logs);
            Assert.True(differences.Length == 0, differences);
        }
    }

    [Fact]
    public async Task A_high_error_rate_is_told_of_the_products_that_have_one_and_of_no_others()
    {
        var truth = await DrillTruth.OfAsync(run);
        HashSet<string> seen = [];
        var calm = 0;
        foreach (var atMs in LateScrapes(truth))
        {
            // Both divide the same whole numbers.
            var right = HighErrorRate.AnswersFrom((await MinuteAsync(truth, atMs)).Logs).Where(answer => answer.Value > 0.01);
            var shown = await run.Stack.Queries.ByAsync("product", HighErrorRate.PromQl, atMs);
            Assert.Equal(right.OrderBy(answer => answer.Key, StringComparer.Ordinal), shown.OrderBy(answer => answer.Key, StringComparer.Ordinal));
            seen.UnionWith(shown.Keys);
            if (shown.Count == 0) calm++;
        }
        Assert.Superset(run.Drills.Keys.ToHashSet(StringComparer.Ordinal), seen);
        Assert.True(calm > 0, "There was always a product with a high error rate.");
    }

    [Fact]
    public async Task The_error_rate_against_an_hour_ago_is_told_when_it_is_more_than_twice_as_high()
    {
        var truth = await DrillTruth.OfAsync(run);
        // What was calm before the first failure is an hour before the time of the first page.
        var failingMs = run.First("ecs", isFiring: true)!.AtMs;
        var apartMs = failingMs - run.FirstFailureMs;
        await using var hours = await HourBefore.StartAsync(
            run.Stack.Queries, "{__name__=~\"namespace_product_gw_http_(req|5xx)_total\"}[15m]", run.Ends.RunMs, HourMs - apartMs);

        var (higher, not) = (0, 0);
        for (var atMs = failingMs; atMs < run.Ends.RunMs; atMs += 2_000)
        {
            var right = truth.ErrorRatioAt(atMs) / truth.ErrorRatioAt(atMs - apartMs);
            var shown = await hours.Queries.QueryAsync(ErrorRateAgainstHourAgo, atMs);
            if (right > 2)
            {
                Assert.Equal(1, Assert.Single(shown).Last / right, tolerance: 1e-6);
                higher++;
            }
            else
            {
                Assert.Empty(shown);
                not++;
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"More than twice as high at {higher} times, not at {not}.");
        Assert.True(higher >= 10 && not >= 10, $"More than twice as high at {higher} times, not at {not}.");
    }

    /// <summary>Scrapes with a whole minute before them.</summary>
    private static IEnumerable<long> LateScrapes(DrillTruth truth) =>
        truth.Scrapes.Select(scrape => scrape.AtMs).Where(atMs => atMs > truth.Scrapes[0].AtMs + MinuteMs + OldestEndMs);

    /// <summary>The minute that a scrape's gauges show: the newest one whose requests are those of every product.</summary>
    private async Task<(long EndMs, List<GeneratedLog> Logs)> MinuteAsync(DrillTruth truth, long atMs)
    {
        var differences = "";
        for (var endMs = atMs / SlotMs * SlotMs; endMs >= atMs - OldestEndMs; endMs -= SlotMs)
        {
            var logs = truth.Minute(endMs);
            var from = await Qps.DifferencesAsync(run.Stack.Queries, atMs, logs);
            if (from.Length == 0) return (endMs, logs);
            differences += from + '\n';
        }
        throw new InvalidOperationException($"No minute's requests are shown at {atMs}:\n{differences}");
    }
}
