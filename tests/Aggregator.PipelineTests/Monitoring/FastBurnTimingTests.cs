using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// ErrorRateFastBurn against every phase of flushes, scrapes and evaluations to a second: it is in time at the worst of them,
/// and a single bad slot never pages. The sums are in docs/ARCHITECTURE.md, Alerting.
/// </summary>
public sealed class FastBurnTimingTests : IDisposable
{
    private const int EvaluationSeconds = 5;
    private const int Onset = 120;
    private const string Firing = "ALERTS{alertname=\"ErrorRateFastBurn\",alertstate=\"firing\"";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(100, 0, 45)]
    [InlineData(40, 0, 55)]
    [InlineData(20, 0, 56)]
    [InlineData(20, 3, 59)]
    [InlineData(10, 0, 59)]
    public async Task Pages_in_time_in_every_phase(int badPercent, int shipping, int within)
    {
        var file = Rules();
        foreach (var onset in Enumerable.Range(Onset, EvaluationSeconds))
        {
            GatewayFailure[] failures = [.. Phases(scrape => flush => new GatewayFailure
            {
                Product = $"s{scrape}f{flush}", Onset = onset, BadPercent = badPercent, ScrapePhase = scrape, FlushPhases = [flush], Shipping = [shipping],
            })];
            Add(file.Test($"onset {onset}"), failures, onset + within);
            file.Expect()
                .Value(onset - 1, $"count({Firing}}})", null)
                .Value(onset + within, $"count({Firing}}})", failures.Length);
        }

        await AssertHoldsAsync(file);
    }

    [Theory]
    [InlineData(1, new[] { 0 }, new[] { 0 })]
    [InlineData(2, new[] { 3 }, new[] { 2 })]
    [InlineData(1, new[] { 0, 1, 2, 3, 4 }, new[] { 0 })]
    [InlineData(2, new[] { 0, 2, 4 }, new[] { 2, 3 })]
    [InlineData(2, new[] { 1, 3 }, new[] { 3, 2 })]
    public async Task A_bad_slot_never_pages(int surge, int[] flushPhases, int[] shipping)
    {
        var file = Rules();
        foreach (var onset in Enumerable.Range(Onset, EvaluationSeconds))
        {
            GatewayFailure[] blips = [.. Enumerable.Range(0, 10).Select(scrape => new GatewayFailure
            {
                Product = $"s{scrape}", Onset = onset, BadSeconds = 10, Surge = surge, ScrapePhase = scrape, FlushPhases = flushPhases, Shipping = shipping,
            })];
            Add(file.Test($"onset {onset}"), blips, onset + 120);
            file.Expect()
                .Value(onset + 120, $"count(count_over_time({Firing}}}[3m]))", null)
                // It was seen: else nothing would have been shown.
                .Value(onset + 120, "count(max_over_time(product:gw_http_5xx:ratio10s[3m]) > 0.05)", blips.Length);
        }

        await AssertHoldsAsync(file);
    }

    [Fact]
    public async Task Resolves_within_two_minutes_and_once()
    {
        var file = Rules();
        foreach (var onset in Enumerable.Range(Onset, EvaluationSeconds))
        {
            GatewayFailure[] failures = [.. Phases(scrape => flush => new GatewayFailure
            {
                Product = $"s{scrape}f{flush}", Onset = onset, BadSeconds = 90, BadPercent = 50, ScrapePhase = scrape, FlushPhases = [flush],
            })];
            Add(file.Test($"onset {onset}"), failures, onset + 300);
            file.Expect()
                .Value(onset + 90, $"count({Firing}}})", failures.Length)
                .Value(onset + 90 + 120, $"count({Firing}}})", null)
                // From the page to the end it fired at every evaluation.
                .Value(onset + 300, $"count(count_over_time({Firing}}}[5m]) >= 21)", failures.Length)
                .Value(onset + 300, $"max(resets(ALERTS_FOR_STATE{{alertname=\"ErrorRateFastBurn\"}}[5m]) + changes(ALERTS_FOR_STATE{{alertname=\"ErrorRateFastBurn\"}}[5m]))", 0);
        }

        await AssertHoldsAsync(file);
    }

    private static RuleTestFile Rules() =>
        new([Path.Combine(Repository.Root, "deploy/central/prometheus/rules/service.yml")], EvaluationSeconds);

    private static IEnumerable<GatewayFailure> Phases(Func<int, Func<int, GatewayFailure>> of) =>
        from scrape in Enumerable.Range(0, 10)
        from flush in Enumerable.Range(0, 5)
        select of(scrape)(flush);

    private static void Add(RuleTestFile file, IEnumerable<GatewayFailure> failures, int end)
    {
        foreach (var (series, values) in failures.SelectMany(failure => failure.SeriesUntil(end))) file.Series(series, values);
    }

    private async Task AssertHoldsAsync(RuleTestFile file)
    {
        await File.WriteAllTextAsync(_folder["test.yml"], file.ToString(), TestContext.Current.CancellationToken);
        await Rule.AssertTestsPassAsync(_folder["test.yml"]);
    }
}
