using Xunit;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>
/// What a real Prometheus answers about a live standalone, against what the logs say. Questions are asked after the run, for
/// the times of its scrapes.
/// </summary>
public sealed class LiveScrapeTests(LiveRun run) : IClassFixture<LiveRun>
{
    private static readonly long MinuteMs = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;
    private static readonly long ScrapeIntervalMs = (long)LiveRun.ScrapeInterval.TotalMilliseconds;

    /// <summary>Late scrapes: there is a minute before them, and no product, API or tenant is new any more.</summary>
    private IReadOnlyList<LiveScrape> LateScrapes =>
        [.. run.Scrapes.Where(scrape => scrape.AtMs - run.Scrapes[0].AtMs > MinuteMs + 3 * ScrapeIntervalMs)];

    public static TheoryData<string> GaugeQuestions => [.. Questions.OfGauges.Select(question => question.PromQl)];

    public static TheoryData<string> CounterQuestions => [.. Questions.OfCounters.Select(question => question.PromQl)];

    [Theory]
    [MemberData(nameof(GaugeQuestions))]
    public async Task Gauges_are_the_minute_that_ends_with_the_published_end(string expression)
    {
        var question = Find(Questions.OfGauges, expression);
        var minutes = run.ScrapesWithOneEnd.GroupBy(scrape => scrape.EndsMs[0]).ToList();
        Assert.True(minutes.Count >= 5, $"only {minutes.Count} minutes were seen");

        foreach (var minute in minutes)
        {
            var logs = run.Truth.LastMinute(minute.Key).ToList();
            foreach (var scrape in minute) RequireNone(await question.DifferencesAsync(run.Queries, scrape.AtMs, logs));
        }
    }

    [Theory]
    [MemberData(nameof(CounterQuestions))]
    public async Task Counters_are_all_logs_that_were_merged(string expression)
    {
        var question = Find(Questions.OfCounters, expression);
        Assert.NotEmpty(LateScrapes);

        foreach (var scrape in LateScrapes)
        {
            RequireNone(await question.DifferencesAsync(run.Queries, scrape.AtMs, run.Truth.First(scrape.LogsRead)));
        }
    }

    [Fact]
    public async Task The_ratio_of_rates_is_the_share_of_errors_between_the_scrapes_of_that_minute()
    {
        var highest = 0.0;
        Assert.NotEmpty(LateScrapes);

        foreach (var scrape in LateScrapes)
        {
            // Between two scrapes, as alerts ask: an answer that is right only at a scrape would be wrong.
            var atMs = scrape.AtMs + ScrapeIntervalMs / 3;
            var scrapes = run.Scrapes.Where(one => one.AtMs >= atMs - MinuteMs && one.AtMs <= atMs).ToList();
            var logs = run.Truth.Between(scrapes[0].LogsRead, scrapes[^1].LogsRead).ToList();
            // rate() stretches an increase back to the start of the minute, by at most 1.1 mean scrape intervals, but not
            // further than to where the counter would be 0. So errors may be stretched by that much less than requests.
            var tolerance = 1.1 / (scrapes.Count - 1);
            RequireNone(await Questions.ErrorRatio.DifferencesAsync(run.Queries, atMs, logs, tolerance));
            highest = Math.Max(highest, Questions.ErrorRatio.AnswersFrom(logs).Values.Max());
        }
        Assert.True(highest > 0.05, $"no burst was seen: {highest}");
    }

    [Fact]
    public async Task The_99th_percentile_of_the_histogram_lies_in_the_right_bucket()
    {
        const string expression =
            "histogram_quantile(0.99, sum by (le, product) (rate(namespace_product_gw_rt_seconds_bucket[1m]))) * 1000";
        var scrape = run.Scrapes[^1];
        var first = run.Scrapes.First(earlier => earlier.AtMs >= scrape.AtMs - MinuteMs);
        var products = run.Truth.Between(first.LogsRead, scrape.LogsRead).ToLookup(log => log.Api.Product, StringComparer.Ordinal);

        var shown = await run.Queries.ByAsync("product", expression, scrape.AtMs);

        Assert.Equal(products.Select(product => product.Key).Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        foreach (var product in products)
        {
            // A latency at the edge of a bucket may fall on its other side: neighbours within half a percent are right, too.
            var (low, _) = BucketOf(Questions.Quantile(product, 0.985));
            var (_, high) = BucketOf(Questions.Quantile(product, 0.995));
            Assert.InRange(shown[product.Key], low, high);
        }
    }

    [Fact]
    public async Task The_99th_percentile_of_an_API_is_at_most_5_percent_off()
    {
        foreach (var minute in run.ScrapesWithOneEnd.GroupBy(scrape => scrape.EndsMs[0]))
        {
            var logs = run.Truth.LastMinute(minute.Key);
            RequireNone(await Questions.ApiP99.DifferencesAsync(run.Queries, minute.First().AtMs, logs, tolerance: 0.05));
        }
    }

    [Fact]
    public async Task A_counter_begins_at_zero_so_that_its_first_increase_is_seen()
    {
        var counters = await run.Queries.QueryAsync("{__name__=~\"namespace_.*_total\"}[10m]", run.Scrapes[^1].AtMs);

        var late = counters.Count(series => series.Samples[0].AtMs > run.Scrapes[0].AtMs + MinuteMs / 2);
        Assert.True(late >= 10, $"only {late} series began during the run");
        Assert.All(counters, series => Assert.Equal(0, series.Samples[0].Value));
        foreach (var name in counters.Select(series => series["__name__"]).Distinct(StringComparer.Ordinal))
        {
            var missed = await run.Queries.QueryAsync($"{name} - increase({name}[10m])", run.Scrapes[^1].AtMs);
            Assert.All(missed, series => Assert.Equal(0, series.Last, precision: 6));
        }
    }

    [Fact]
    public async Task No_counter_ever_goes_back()
    {
        const string counters = "{__name__=~\"(namespace|aggregator)_.*(_total|_bucket|_sum|_count)\"}[10m]";
        Assert.All(await run.Queries.QueryAsync(counters, run.Scrapes[^1].AtMs), series => Assert.All(
            series.Samples.Zip(series.Samples.Skip(1)), pair => Assert.True(pair.Second.Value >= pair.First.Value)));
    }

    [Fact]
    public async Task Every_line_of_every_scrape_becomes_a_sample()
    {
        var notScraped = (await run.Queries.QueryAsync("up[10m]", run.Scrapes[^1].AtMs)).Single().Samples
            .Where(up => up.AtMs > run.Scrapes[0].AtMs && up.Value == 0);
        Assert.Empty(notScraped);
        foreach (var scrape in run.Scrapes)
        {
            var lines = await run.Queries.OneAsync("scrape_samples_scraped", scrape.AtMs);
            var series = await run.Queries.OneAsync("count({job=\"aggregator\",__name__!~\"up|scrape_.*\"})", scrape.AtMs);
            Assert.Equal(lines, series);
        }
    }

    [Fact]
    public async Task Prometheus_rejects_nothing_and_warns_of_nothing()
    {
        var rejected = (await run.Server.OwnMetricsAsync()).Samples.Where(sample =>
            sample.Name.StartsWith("prometheus_target_scrapes_sample_", StringComparison.Ordinal)
            || sample.Name.StartsWith("prometheus_target_scrapes_exceeded_", StringComparison.Ordinal)).ToList();

        Assert.True(rejected.Count >= 4, "Prometheus counts rejected samples under other names");
        Assert.All(rejected, sample => Assert.Equal(0, sample.Value));
        Assert.Equal("", run.Server.Output);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_complain_about()
    {
        var (exitCode, complaints) = await Promtool.CheckMetricsAsync(run.Exposition);

        Assert.Equal("", complaints);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task After_the_stop_every_series_ends_at_the_next_scrape()
    {
        const string shown = "count({job=\"aggregator\",__name__!~\"up|scrape_.*\"})";
        Assert.NotEmpty(await run.Queries.QueryAsync(shown, run.Scrapes[^1].AtMs));
        Assert.Empty(await run.Queries.QueryAsync(shown, run.FirstFailedScrapeMs));
    }

    private static Question Find(IReadOnlyList<Question> questions, string expression) =>
        questions.Single(question => string.Equals(question.PromQl, expression, StringComparison.Ordinal));

    /// <summary>As Assert.Empty, which would cut the text off after the first few words.</summary>
    private static void RequireNone(string differences) => Assert.True(differences.Length == 0, differences);

    /// <summary>The bucket that holds a latency: above the first, up to the second, in ms.</summary>
    private static (double Low, double High) BucketOf(long latencyMs)
    {
        double[] bounds = [.. Enumerable.Range(0, 16).Select(power => Math.Pow(2, power)).Append(1000).Append(0).Order()];
        var high = Array.FindIndex(bounds, bound => latencyMs <= bound);
        return (bounds[Math.Max(0, high - 1)], bounds[high]);
    }
}
