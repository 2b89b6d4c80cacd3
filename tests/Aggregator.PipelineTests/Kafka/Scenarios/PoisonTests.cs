using System.Text;
using System.Text.Json;
using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>Bad messages in the source topic: each is counted by its outcome, can be read as a dead letter, and harms no other log.</summary>
public sealed class PoisonTests
{
    private const string DeadTopic = "dead";
    private const string DeadFile = "dead.jsonl";

    private static readonly BrokerOptions LargeMessages = new() { Topics = new TopicSettings { MaxMessageBytes = PoisonMessages.MaxMessageBytes } };

    [Theory]
    [InlineData("topic: " + DeadTopic)]
    [InlineData("file: " + DeadFile)]
    public async Task Every_bad_message_is_counted_by_its_outcome_and_its_neighbours_count_as_ever(string deadLetters)
    {
        var settings = new RegionSettings { Regional = $"dead_letters: {{ {deadLetters} }}" };
        await using var region = new OneRegion(2, settings, OneRegion.Steady with { Damaged = 0 }, LargeMessages);
        region.Broker.CreateTopic(DeadTopic);
        using var poison = new PoisonMessages(region.Broker.Bootstrap);
        region.StartTraffic();
        region.StartWorker("w0");
        region.StartCentre();
        await region.ReadAsync(1);
        await poison.SendAsync(OneRegion.Logs, 0);
        await poison.SendAsync(OneRegion.Logs, 1);
        var atPoison = region.Traffic.Truth.Logs;
        await region.ReadAsync(atPoison + 1000);
        await region.StopTrafficAsync();

        await region.AssertExactAsync(others: 2 * PoisonMessages.Logs, WithoutPoison);
        var scrape = await region.CentreAsync();
        var aggregated = region.Traffic.Truth.Logs;
        foreach (var ((outcome, detail), logs) in PoisonMessages.Outcomes)
        {
            var expected = 2 * logs + (string.Equals(outcome, "aggregated", StringComparison.Ordinal) ? aggregated : 0);
            Assert.Equal((outcome, detail, expected), (outcome, detail, OutcomeOf(scrape, outcome, detail)));
        }
        Assert.Contains(scrape, sample => sample.Key.StartsWith("namespace_product_gw_http_req_total{product=\"poison\uFFFD", StringComparison.Ordinal));

        var letters = await DeadLettersAsync(region, isTopic: deadLetters.StartsWith("topic", StringComparison.Ordinal));
        Assert.Equal(Expected(), letters);
    }

    [Fact]
    public async Task A_message_of_half_a_million_damaged_logs_passes()
    {
        const int lines = 500_000;
        var settings = new RegionSettings { Regional = $"dead_letters: {{ topic: {DeadTopic} }}" };
        await using var region = new OneRegion(1, settings, OneRegion.Steady with { Damaged = 0 });
        region.Broker.CreateTopic(DeadTopic);
        using var poison = new PoisonMessages(region.Broker.Bootstrap);
        region.StartTraffic();
        var worker = region.StartWorker("w0");
        region.StartCentre();
        await poison.SendAsync(OneRegion.Logs, 0, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x\n", lines))));
        await region.ReadAsync(lines + 1000);
        await region.StopTrafficAsync();

        await region.AssertExactAsync(others: lines);
        Assert.Equal(lines, OutcomeOf(await region.CentreAsync(), "malformed", "not_in_format"));
        // A message is flushed whole: as many letters as a flush can take, and the rest is told.
        var metrics = await region.WorkerAsync(worker, _ => true);
        var written = metrics.Sum("aggregator_regional_topic_dead_letters_total");
        Assert.InRange(written, 1000, lines / 2);
        Assert.Equal(lines, written + metrics.Sum("aggregator_regional_topic_dead_letters_lost_total"));
    }

    /// <summary>The scrape as it would be without the good logs among the bad ones, which name no tenant.</summary>
    private static Dictionary<string, double> WithoutPoison(Dictionary<string, double> scrape)
    {
        var others = scrape.Where(sample => !sample.Key.Contains($"product=\"{PoisonMessages.Product}", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        const string unknownTenants = "namespace_tenant_gw_http_req_total{uid=\"other\",gc_level=\"unknown\"}";
        others[unknownTenants] = others.GetValueOrDefault(unknownTenants) - 2 * PoisonMessages.Outcomes[("aggregated", "")];
        return others;
    }

    private static double OutcomeOf(Dictionary<string, double> scrape, string outcome, string detail) => scrape.GetValueOrDefault(
        $"aggregator_central_logs_total{{source_region=\"{RegionOnKafka.Region}\",outcome=\"{outcome}\"{(detail.Length == 0 ? "" : $",detail=\"{detail}\"")}}}");

    private static SortedDictionary<string, int> Expected() => new(
        PoisonMessages.Outcomes.Where(outcome => outcome.Key.Outcome is not "aggregated" and not "filtered")
            .ToDictionary(
                outcome => outcome.Key.Detail.Length == 0 ? outcome.Key.Outcome : $"{outcome.Key.Outcome}/{outcome.Key.Detail}",
                outcome => 2 * outcome.Value, StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>Reasons of the dead letters that <c>inspect</c> shows, and how many have each.</summary>
    private static async Task<SortedDictionary<string, int>> DeadLettersAsync(OneRegion region, bool isTopic)
    {
        string[] where = isTopic ? ["--kafka", "--bootstrap", region.Broker.Bootstrap, "--topic", DeadTopic] : [region.Files[DeadFile]];
        var (code, output) = await AggregatorProcess.RunAsync(["inspect", .. where, "--dead-letters", "--json"]);
        Assert.True(code == 0, output);
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n').Where(line => line.StartsWith('{')))
        {
            using var letter = JsonDocument.Parse(line);
            var reason = letter.RootElement.GetProperty("reason").GetString()!;
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }
        return reasons;
    }
}
