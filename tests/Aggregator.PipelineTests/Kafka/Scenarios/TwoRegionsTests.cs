using System.Globalization;
using System.Text.Json;
using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>Two regions with brokers of their own, and one of them goes away with everything that its shippers hold.</summary>
public sealed class TwoRegionsTests
{
    private const string Near = RegionOnKafka.Region;
    private const string Far = "eu-west-1";
    private const double FreshS = 30;

    private static readonly string[] RowKey = ["window_start", "product", "api", "version", "http_code"];

    private static readonly TimeSpan Held = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task An_outage_leaves_the_other_region_as_it_is_and_its_backlog_is_counted_and_can_be_rebuilt()
    {
        await using var far = new OneRegion(2, new RegionSettings { Region = Far });
        await using var near = new OneRegion(2, new RegionSettings
        {
            OtherRegions = [(Far, far.Broker.Bootstrap, OneRegion.Compact)],
            Central = "  current_within: 12s\n  counter_max_age: 1m",
        });
        near.StartCentre();
        near.StartWorker("n0");
        far.StartWorker("f0");
        near.StartTraffic();
        far.StartTraffic();
        await near.CentreAsync(scrape => IsCurrent(scrape, Near) && IsCurrent(scrape, Far) && HasGauges(scrape, Near) && HasGauges(scrape, Far));

        far.Broker.Stop();
        await near.CentreAsync(scrape =>
        {
            AssertFresh(scrape);
            return !IsCurrent(scrape, Far);
        });
        var atOutage = near.Traffic.Truth.Logs;
        var without = await near.CentreAsync(scrape =>
        {
            AssertFresh(scrape);
            return RegionOnKafka.Ledger(scrape, "logs_read_total") > atOutage + 500;
        });
        Assert.False(HasGauges(without, Far));

        far.Broker.Start();
        // As if the outage had been longer.
        using var backlog = new TopicTraffic(far.Broker.Bootstrap, OneRegion.Logs, 2, OneRegion.Steady with { Rate = 30 }, seed: 2, Held, Far);
        backlog.SendDue();
        backlog.Flush();
        await near.StopTrafficAsync();
        await far.StopTrafficAsync();

        var farLogs = far.Traffic.Truth.Logs + backlog.Truth.Logs;
        var scrape = await near.CentreAsync(s =>
            RegionOnKafka.Ledger(s, "logs_read_total", Far) >= farLogs && RegionOnKafka.Ledger(s, "logs_read_total") >= near.Traffic.Truth.Logs && Differences(s).Count == 0);
        Assert.Equal((farLogs, 1), (RegionOnKafka.Ledger(scrape, "logs_read_total", Far), RegionOnKafka.Ledger(scrape, "ledger_balanced", Far)));
        Assert.Equal((near.Traffic.Truth.Logs, 1), (RegionOnKafka.Ledger(scrape, "logs_read_total"), RegionOnKafka.Ledger(scrape, "ledger_balanced")));
        // Of its three minutes the first is late for certain; from when on it is not depends on the clocks.
        Assert.True(LateOf(scrape, Far) > backlog.Truth.Logs / 3, $"{LateOf(scrape, Far)} of {backlog.Truth.Logs} logs are late.");
        Assert.Equal(0, LateOf(scrape, Near));
        Assert.Empty(near.Files.Watch.WentBack);

        await RebuiltAsync(far, backlog);

        List<string> Differences(Dictionary<string, double> s) =>
        [
            .. near.Traffic.Truth.RequestsByProduct().Concat(far.Traffic.Truth.RequestsByProduct()).Concat(backlog.Truth.RequestsByProduct())
                .GroupBy(counter => counter.Key, counter => counter.Value, StringComparer.Ordinal)
                .Where(labels => labels.Sum() != Requests(s, "total", labels.Key) + Requests(s, "late_total", labels.Key))
                .Select(labels => labels.Key),
        ];
    }

    /// <summary><c>replay --kafka</c> gives the rows of a minute of the backlog, as if they had been on time.</summary>
    private static async Task RebuiltAsync(OneRegion far, TopicTraffic backlog)
    {
        var first = backlog.Sent().First().EventTimeMs / 1000;
        var fromS = (first + 20) / 10 * 10;
        var rows = far.Files["rows.jsonl"];
        var (code, output) = await AggregatorProcess.RunAsync(
            "replay", "--config", far.Files["regional.yaml"], "--kafka", "--from", Text(fromS), "--to", Text(fromS + 60), "--partials", rows);
        Assert.True(code == 0, output);

        var expected = backlog.Sent()
            .Where(log => log.Damage == GeneratedDamage.None && log.EventTimeMs / 1000 >= fromS && log.EventTimeMs / 1000 < fromS + 60)
            .GroupBy(log => $"{log.EventTimeMs / 10_000 * 10} {log.Api.Product} {log.Api.Name} {log.Api.Version} {log.HttpCode}", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);
        Assert.NotEmpty(expected);
        Assert.Equal(Sorted(expected), Sorted(CountsOf(await File.ReadAllLinesAsync(rows, TestContext.Current.CancellationToken))), StringComparer.Ordinal);
    }

    private static Dictionary<string, long> CountsOf(IEnumerable<string> rows)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            using var json = JsonDocument.Parse(row);
            var key = string.Join(' ', RowKey.Select(name => json.RootElement.GetProperty(name).ToString()));
            counts[key] = counts.GetValueOrDefault(key) + json.RootElement.GetProperty("qps").GetInt64();
        }
        return counts;
    }

    private static IEnumerable<string> Sorted(Dictionary<string, long> counts) => counts.Select(count => $"{count.Key}: {count.Value}").Order(StringComparer.Ordinal);

    private static void AssertFresh(Dictionary<string, double> scrape)
    {
        Assert.True(IsCurrent(scrape, Near), "The region that is there is not current.");
        Assert.True(HasGauges(scrape, Near), "The region that is there shows no gauges.");
        Assert.InRange(RegionOnKafka.Ledger(scrape, "region_lag_seconds"), 0, FreshS);
    }

    private static bool IsCurrent(Dictionary<string, double> scrape, string region) => RegionOnKafka.Ledger(scrape, "region_current", region) == 1;

    private static bool HasGauges(Dictionary<string, double> scrape, string region) => SumOf(scrape, "namespace_product_gw_http_req{", region) > 0;

    private static double LateOf(Dictionary<string, double> scrape, string region) => SumOf(scrape, "namespace_product_gw_http_req_late_total{", region);

    private static double SumOf(Dictionary<string, double> scrape, string beginning, string region) => scrape
        .Where(sample => sample.Key.StartsWith(beginning, StringComparison.Ordinal) && sample.Key.Contains($",region_id=\"{region}\"", StringComparison.Ordinal))
        .Sum(sample => sample.Value);

    private static double Requests(Dictionary<string, double> scrape, string kind, string labels) =>
        scrape.GetValueOrDefault($"namespace_product_gw_http_req_{kind}{labels}");

    private static string Text(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
