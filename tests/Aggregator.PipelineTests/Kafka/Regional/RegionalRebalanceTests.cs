using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>Partitions that move between workers, in every way that random faults rarely hit.</summary>
public sealed class RegionalRebalanceTests
{
    // Longer than a test waits for anything.
    private const string Never = "5m";

    /// <remarks>
    /// Mutations that this test caught: not dropping partitions after a revoke (the former owner's last flush is accepted by the
    /// broker, and takes the group back to where it was); neither flushing nor dropping; dropping without the flush, which is
    /// right but leaves the logs to be read again.
    /// </remarks>
    [Fact]
    public async Task A_worker_keeps_nothing_of_the_partitions_that_it_gives_away()
    {
        await using var region = new KafkaRegion(partitions: 2);
        var first = await StartWithUnflushedAsync(region);

        var second = region.StartWorker("1", Never);
        await Eventually.Async(() => Task.FromResult(region.Broker.Group(KafkaRegion.Group)), group => group.Members.Count == 2);
        await region.CountedAsync(20);
        await region.ProduceAsync(0, 5);
        await region.ProduceAsync(1, 5);
        // The former owner of partition 1 flushes last.
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(0, await first.StopAsync());
        region.StartWorker("0");
        region.AssertCountedOnce(await region.CountedAsync(30));
    }

    /// <remarks>
    /// Mutations that this test caught: a flush after partitions were lost, which brokers refuse; and one as the member that
    /// the client knows then, which has no generation any more: brokers accept it, and the logs are counted twice.
    /// </remarks>
    [Fact]
    public async Task A_worker_that_lost_its_partitions_flushes_nothing_of_them()
    {
        await using var region = new KafkaRegion(partitions: 2);
        var first = await StartWithUnflushedAsync(region);

        // The broker hears no heartbeat of the first worker any more, until the second has everything.
        var silence = region.Broker.Faults.Add(new Fault { Api = ApiKey.Heartbeat, ClientId = KafkaRegion.ClientId("0"), Effect = FaultEffect.DropBefore });
        region.StartWorker("1");
        await region.CountedAsync(20);
        region.Broker.Faults.Remove(silence);
        await ToldAsync(first, sessionEnds: 1);
        using var http = new HttpClient();
        var told = await Exposition.ScrapeAsync(http, await first.AddressAsync());
        Assert.Equal(1, told.Sum("aggregator_regional_session_ends_total", ("reason", "lost")));
        region.AssertCountedOnce(await region.CountedAsync(20));
    }

    /// <summary>SIGSTOP while partitions move, then SIGCONT: whatever it was about to flush is refused.</summary>
    [Fact]
    public async Task A_worker_that_was_frozen_while_its_partitions_moved_counts_nothing_twice()
    {
        await using var region = new KafkaRegion(partitions: 2);
        var first = region.StartWorker("0", "3s");
        await Eventually.Async(() => Task.FromResult(region.Committed(1)), committed => committed is not null);
        await region.ProduceAsync(0, 10);
        await region.ProduceAsync(1, 10);
        await ToldAsync(first, logsRead: 20);
        await first.FreezeAsync();

        region.StartWorker("1");
        await region.CountedAsync(20);
        await first.ThawAsync();
        await region.ProduceAsync(0, 10);
        await region.ProduceAsync(1, 10);
        await ToldAsync(first, sessionEnds: 1);
        region.AssertCountedOnce(await region.CountedAsync(40));
    }

    [Fact]
    public async Task A_killed_workers_partitions_are_read_on_by_the_others()
    {
        await using var region = new KafkaRegion(partitions: 4);
        var workers = new[] { region.StartWorker("0"), region.StartWorker("1"), region.StartWorker("2") };
        for (var round = 0; round < 3; round++)
        {
            await HasFlushedAsync(workers[round]);
            for (var partition = 0; partition < 4; partition++) await region.ProduceAsync(partition, 25);
            await workers[round].KillAsync();
            if (round < 2) workers[round] = region.StartWorker($"{round}");
        }
        region.AssertCountedOnce(await region.CountedAsync(300));
    }

    [Fact]
    public async Task A_worker_without_partitions_waits_and_takes_over()
    {
        await using var region = new KafkaRegion(partitions: 1);
        var first = region.StartWorker("0");
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed is not null);
        var second = region.StartWorker("1");
        using var http = new HttpClient();
        var metrics = await second.AddressAsync();
        await Eventually.Async(() => http.GetAsync(new Uri(metrics, "/readyz")), answer => answer.IsSuccessStatusCode);
        await region.ProduceAsync(0, 5);
        await region.CountedAsync(5);

        await first.KillAsync();
        await region.ProduceAsync(0, 5);
        var flushes = await region.CountedAsync(10);
        region.AssertCountedOnce(flushes);
        Assert.Equal("0 1", string.Join(' ', flushes.Where(flush => flush.Rows.Count > 0).Select(flush => flush.Id.Worker).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_partition_that_is_added_is_read_from_its_beginning()
    {
        await using var region = new KafkaRegion(partitions: 1);
        region.StartWorker(start: "latest");
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed is not null);
        region.Broker.AddPartitions(KafkaRegion.Logs, 2);
        await region.ProduceAsync(1, 10);
        await region.ProduceAsync(0, 10);
        var flushes = await region.CountedAsync(20);
        region.AssertCountedOnce(flushes);
        Assert.Contains(flushes.SelectMany(flush => flush.Sources), source => source is { Id.Partition: 1, From: 0, PartitionCount: 2 });
    }

    /// <summary>A worker that has read 20 logs and flushed 2 of them.</summary>
    private static async Task<AggregatorProcess> StartWithUnflushedAsync(KafkaRegion region)
    {
        var worker = region.StartWorker("0", Never, idle: Never);
        // The first logs of all partitions close the windows before them: a flush is due.
        for (var partition = 0; partition < 2; partition++) await region.ProduceAsync(partition, 1);
        for (var partition = 0; partition < 2; partition++) await Eventually.Async(() => Task.FromResult(region.Committed(partition)), committed => committed == 1);
        for (var partition = 0; partition < 2; partition++) await region.ProduceAsync(partition, 9);
        await ToldAsync(worker, logsRead: 20);
        return worker;
    }

    /// <summary>Waits for what a worker tells of itself: logs that it has read, flushed or not, and sessions that ended.</summary>
    private static async Task ToldAsync(AggregatorProcess worker, int logsRead = 0, int sessionEnds = 0)
    {
        var metrics = await worker.AddressAsync();
        using var http = new HttpClient();
        await Eventually.Async(() => Exposition.ScrapeAsync(http, metrics), answer =>
            answer.Sum("aggregator_regional_next_position") >= logsRead
            && answer.Sum("aggregator_regional_session_ends_total") >= sessionEnds);
    }

    private static async Task HasFlushedAsync(AggregatorProcess worker)
    {
        var metrics = await worker.AddressAsync();
        using var http = new HttpClient();
        await Eventually.Async(() => Exposition.ScrapeAsync(http, metrics), answer =>
            answer.Sum("aggregator_regional_commits_total") >= 1 && answer.Samples.Any(sample => sample.Name is "aggregator_regional_next_position"));
    }
}
