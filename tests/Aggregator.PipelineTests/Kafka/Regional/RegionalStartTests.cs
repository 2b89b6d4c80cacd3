using System.Globalization;
using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>Where a worker begins to read, and what becomes of positions that are no more.</summary>
public sealed class RegionalStartTests
{
    /// <remarks>Mutation that this test caught: only partitions with logs are committed, so that the idle one is begun at its end again.</remarks>
    [Fact]
    public async Task A_kill_before_the_first_log_of_an_idle_partition_under_latest_loses_none()
    {
        await using var region = new KafkaRegion(partitions: 2);
        await region.SendAsync(1, "before"u8.ToArray());
        var first = region.StartWorker(start: "latest");
        await Eventually.Async(() => Task.FromResult(region.Committed(1)), committed => committed == 1);
        await first.KillAsync();
        await region.ProduceAsync(1, 10);
        region.StartWorker(start: "latest");
        var flushes = await region.CountedAsync(10);
        region.AssertCountedOnce(flushes);
        Assert.Equal(1, flushes.SelectMany(flush => flush.Sources).Where(source => source.Id.Partition == 1).Min(source => source.From));
    }

    [Fact]
    public async Task The_owner_of_partition_0_resolves_the_start_for_all_and_the_others_wait_for_it()
    {
        await using var region = new KafkaRegion(partitions: 2);
        await region.SendAsync(0, "before"u8.ToArray());
        await region.SendAsync(1, "before"u8.ToArray());
        // Both are in the group before any of them has committed.
        var hold = region.Broker.Faults.Add(new Fault { Api = ApiKey.AddOffsetsToTxn, Effect = FaultEffect.Handle, Delay = TimeSpan.FromSeconds(4) });
        region.StartWorker("0", start: "latest");
        region.StartWorker("1", start: "latest");
        await Eventually.Async(
            () => Task.FromResult(region.Broker.Group(KafkaRegion.Group)), group => group is { Members.Count: 2, State: Broker.Groups.GroupState.Stable });
        Assert.Null(region.Committed(1));
        region.Broker.Faults.Remove(hold);
        await Eventually.Async(() => Task.FromResult(region.Committed(1)), committed => committed is not null);
        await region.ProduceAsync(0, 5);
        await region.ProduceAsync(1, 5);
        var flushes = await region.CountedAsync(10);
        region.AssertCountedOnce(flushes);
        Assert.All(flushes.SelectMany(flush => flush.Sources), source => Assert.True(source.From >= 1));
    }

    [Fact]
    public async Task A_time_begins_at_the_first_message_that_is_not_older()
    {
        await using var region = new KafkaRegion(partitions: 1);
        await region.SendAsync(0, "before"u8.ToArray());
        await Task.Delay(1_100); // start times are whole seconds
        var seconds = KafkaRegion.Now.ToUnixTimeSeconds();
        await region.ProduceAsync(0, 5);
        region.StartWorker(start: seconds.ToString(CultureInfo.InvariantCulture));
        var flushes = await region.CountedAsync(5);
        region.AssertCountedOnce(flushes);
        Assert.Equal(1, flushes.SelectMany(flush => flush.Sources).Min(source => source.From));
    }

    /// <remarks>Mutation that this test caught: <c>auto.offset.reset</c> latest, which goes on at the end without a word.</remarks>
    [Fact]
    public async Task What_retention_took_while_it_was_down_is_a_counted_loss()
    {
        await using var region = new KafkaRegion(partitions: 1);
        var first = region.StartWorker();
        await region.ProduceAsync(0, 10);
        await region.CountedAsync(10);
        Assert.Equal(0, await first.StopAsync());
        for (var i = 0; i < 6; i++) await region.SendAsync(0, "lost"u8.ToArray());
        await region.ProduceAsync(0, 4);
        region.Broker.Trim(KafkaRegion.Logs, 0, 16);
        region.StartWorker();
        var flushes = await region.CountedAsync(14);
        region.AssertCountedOnce(flushes);
        Assert.Equal(6, flushes.Sum(flush => flush.Sources.Sum(source => source.Lost)));
    }

    /// <remarks>Mutation that this test caught: as above, while running.</remarks>
    [Fact]
    public async Task A_position_that_the_broker_refuses_is_looked_up_anew_and_nothing_is_skipped()
    {
        await using var region = new KafkaRegion(partitions: 2);
        var worker = region.StartWorker();
        await region.ProduceAsync(0, 10);
        await region.ProduceAsync(1, 10);
        await region.CountedAsync(20);
        var hold = region.Broker.Faults.Add(new Fault { Api = ApiKey.Fetch, ClientId = KafkaRegion.ClientId("0"), Effect = FaultEffect.DropBefore });
        await hold.Acted.WaitAsync(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 6; i++) await region.SendAsync(0, "lost"u8.ToArray());
        await region.ProduceAsync(0, 4);
        await region.ProduceAsync(1, 4);
        region.Broker.Trim(KafkaRegion.Logs, 0, 16);
        region.Broker.Faults.Remove(hold);
        var flushes = await region.CountedAsync(28);
        region.AssertCountedOnce(flushes);
        Assert.Equal(6, flushes.Sum(flush => flush.Sources.Sum(source => source.Lost)));
        await worker.SaysAsync("Retention has passed the position 10");
    }

    [Fact]
    public async Task A_topic_that_is_made_anew_while_it_is_read_is_read_from_its_beginning()
    {
        await using var region = new KafkaRegion(partitions: 1);
        var worker = region.StartWorker(start: "latest");
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed is not null);
        await region.ProduceAsync(0, 10);
        await region.CountedAsync(10);
        region.Broker.DeleteTopic(KafkaRegion.Logs);
        region.Broker.CreateTopic(KafkaRegion.Logs);
        await region.ProduceAsync(0, 5);
        var flushes = await region.CountedAsync(15);
        Assert.All(KafkaRegion.CountsByApi(flushes).Values, count => Assert.Equal(1, count));
        Assert.Equal(15, KafkaRegion.CountsByApi(flushes).Count);
        await worker.SaysAsync("made anew");
    }

    [Fact]
    public async Task Waits_for_brokers_and_topics_that_are_not_there_yet()
    {
        await using var region = new KafkaRegion(partitions: 1);
        region.Broker.DeleteTopic(KafkaRegion.Compact);
        var worker = region.StartWorker();
        await Eventually.Async(() => Task.FromResult(worker.Output), output => output.Contains("The compact topic compact is not there", StringComparison.Ordinal));
        region.Broker.CreateTopic(KafkaRegion.Compact, 2);
        await region.ProduceAsync(0, 5);
        region.AssertCountedOnce(await region.CountedAsync(5));
    }

    [Fact]
    public async Task Makes_the_topic_of_dead_letters_that_is_not_there_when_asked_to()
    {
        await using var region = new KafkaRegion(partitions: 1);
        region.Broker.DeleteTopic(KafkaRegion.DeadLetters);
        region.StartWorker(deadLetters: ", create: { partitions: 2, replication: 1 }");
        await region.SendAsync(0, "{"u8.ToArray());
        await Eventually.Async(
            () => Task.FromResult(region.Broker.HasTopic(KafkaRegion.DeadLetters) ? region.ReadTopic(KafkaRegion.DeadLetters, 2).Count : 0), letters => letters == 1);
    }
}
