using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>Logs that are gone before they were read: what is left counts, and what is lost is told, by number and in words.</summary>
public sealed class LostPositionsTests
{
    private const int Lost = 50;

    [Theory]
    [InlineData("earliest")]
    [InlineData("latest")]
    public async Task What_retention_deleted_while_workers_were_away_is_a_counted_loss(string start)
    {
        await using var region = OneLogAMessage(start);
        var worker = region.StartWorker("w0");
        region.StartCentre();
        await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_commits_total") > 0);
        region.StartTraffic();
        await region.ReadAsync(500);
        Assert.Equal(0, await worker.StopAsync());
        var committed = region.Broker.Committed(OneRegion.Group, OneRegion.Logs, 0)!.Value;
        await Eventually.Async(() => Task.FromResult(region.Broker.Offsets(OneRegion.Logs, 0).End), end => end > committed + 2 * Lost);

        region.Broker.Trim(OneRegion.Logs, 0, committed + Lost);
        worker = region.StartWorker("w0");
        await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_commits_total") > 1);
        await region.StopTrafficAsync();

        var sent = region.Traffic.Truth.Logs;
        var scrape = await region.ReadAsync(sent - Lost);
        Assert.Equal(sent - Lost, RegionOnKafka.Ledger(scrape, "logs_read_total"));
        Assert.Equal(Lost, RegionOnKafka.Ledger(scrape, "lost_positions_total"));
        Assert.Equal(0, RegionOnKafka.Ledger(scrape, "ledger_balanced"));
        Assert.Equal(0, RegionOnKafka.Ledger(scrape, "overlap_positions_total"));
        await worker.SaysAsync($"{Lost} positions are lost");
    }

    [Theory]
    [InlineData("earliest", true)]
    [InlineData("latest", true)]
    [InlineData("earliest", false)]
    public async Task A_topic_that_is_made_anew_is_counted_whole_and_never_silently(string start, bool isRunning)
    {
        await using var region = OneLogAMessage(start);
        var worker = region.StartWorker("w0");
        region.StartCentre();
        await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_commits_total") > 0);
        await SendAsync(region, 400);
        await region.ReadAsync(region.Traffic.Truth.Logs);
        if (!isRunning) Assert.Equal(0, await worker.StopAsync());

        region.Broker.DeleteTopic(OneRegion.Logs);
        region.Broker.CreateTopic(OneRegion.Logs, 2);
        if (!isRunning) worker = region.StartWorker("w0");
        // Whatever the order of what follows: what comes while the workers do not know yet is of the new topic, too. It stays
        // shorter than the old one: past that, nobody could tell them apart.
        await SendAsync(region, 100);
        var sent = region.Traffic.Truth.Logs;
        var scrape = await region.ReadAsync(sent);
        Assert.Equal(sent, RegionOnKafka.Ledger(scrape, "logs_read_total"));
        Assert.Equal(0, RegionOnKafka.Ledger(scrape, "imbalance_logs_total"));
        Assert.True(
            RegionOnKafka.Ledger(scrape, "overlap_positions_total") + RegionOnKafka.Ledger(scrape, "lost_positions_total") > 0,
            "The ledger took the new topic for the old one, and says nothing.");
        if (isRunning) await worker.SaysAsync("made anew");
    }

    private static OneRegion OneLogAMessage(string start) => new(
        2, new RegionSettings { Start = start, Consumer = "topic.metadata.refresh.interval.ms: 1000" },
        OneRegion.Steady with { Damaged = 0 }, mostLogsAMessage: 1);

    /// <summary>Sends so many logs more, as they become due.</summary>
    private static async Task SendAsync(OneRegion region, int logs)
    {
        var until = region.Traffic.Truth.Logs + logs;
        while (region.Traffic.Truth.Logs < until)
        {
            region.Traffic.SendDue(until - region.Traffic.Truth.Logs);
            await Task.Delay(10);
        }
        region.Traffic.Flush();
    }
}
