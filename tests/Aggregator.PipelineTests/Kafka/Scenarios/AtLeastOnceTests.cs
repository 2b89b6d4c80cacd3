using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Kafka.Chaos;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary><c>compact.delivery: at-least-once</c>: what fails between sending and committing counts again, and the ledger says how much.</summary>
public sealed class AtLeastOnceTests
{
    private const int Kills = 3;

    [Fact]
    public async Task Nothing_is_missing_and_what_is_double_is_what_the_overlaps_say()
    {
        // One log a message, so that positions count logs.
        var settings = new RegionSettings { Delivery = "at-least-once", Consumer = "session.timeout.ms: 4000" };
        await using var region = new OneRegion(3, settings, mostLogsAMessage: 1);
        region.StartWorker("w1");
        region.StartCentre();
        region.StartTraffic();
        region.Broker.Faults.Add(new Fault { Effect = FaultEffect.DropAfter, Api = ApiKey.Produce, Probability = 0.05, When = IsOfTheJob });
        region.Broker.Faults.Add(new Fault { Effect = FaultEffect.DropAfter, Api = ApiKey.OffsetCommit, Probability = 0.05 });

        for (var kill = 0; kill < Kills; kill++)
        {
            var worker = region.StartWorker("w0");
            await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_commits_total") > 0);
            var fault = new Fault
            {
                // Its rows are sent by then, its offsets are not.
                Effect = FaultEffect.DropBefore,
                Api = ApiKey.OffsetCommit,
                Delay = TimeSpan.FromSeconds(1),
                ClientId = $"aggregator-{RegionOnKafka.Region}-w0",
                When = _ => region.Broker.Group(OneRegion.Group).State == Broker.Groups.GroupState.Stable,
                Times = 1,
            };
            region.Broker.Faults.Add(fault);
            await fault.Acted.WaitAsync(TimeSpan.FromSeconds(60));
            await worker.KillAsync();
        }
        region.StartWorker("w0");
        region.Broker.Faults.Clear();
        await region.StopTrafficAsync();

        var truth = region.Traffic.Truth;
        // New counters show 0 for a while.
        var scrape = await region.CentreAsync(s => Read(s) - Overlap(s) >= truth.Logs && truth.Shortfalls(s).Count == 0);
        Assert.Equal(0, RegionOnKafka.Ledger(scrape, "open_gap_positions"));
        Assert.True(Overlap(scrape) > 0, "No kill doubled anything: too lucky to prove anything.");
        Assert.Equal(truth.Logs + Overlap(scrape), Read(scrape));
        Assert.Equal(0, RegionOnKafka.Ledger(scrape, "lost_positions_total"));
        Assert.Equal(0, RegionOnKafka.Ledger(scrape, "imbalance_logs_total"));
        Assert.Equal(0, RegionOnKafka.Ledger(scrape, "ledger_balanced"));
        Assert.Empty(region.Files.Watch.WentBack);
    }

    private static bool IsOfTheJob(RequestFacts request) => !string.Equals(request.ClientId, TopicTraffic.ClientId, StringComparison.Ordinal);

    private static double Read(Dictionary<string, double> scrape) => RegionOnKafka.Ledger(scrape, "logs_read_total");

    private static double Overlap(Dictionary<string, double> scrape) => RegionOnKafka.Ledger(scrape, "overlap_positions_total");
}
