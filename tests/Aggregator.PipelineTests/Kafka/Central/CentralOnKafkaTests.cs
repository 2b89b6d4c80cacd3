using System.Runtime.InteropServices;
using Aggregator.PipelineTests.Broker.Log;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Central;

public sealed class CentralOnKafkaTests : IAsyncLifetime
{
    private const string Counted = "aggregator_central_row_logs_total";
    private const string Requests = "namespace_product_gw_http_req_total";

    private readonly KafkaBackend _kafka = KafkaBackend.Start();
    private string _topic = "";
    private CompactTopicWriter _writer = null!;

    public async ValueTask InitializeAsync()
    {
        _topic = await _kafka.TopicAsync("compact", partitions: 2);
        _writer = new CompactTopicWriter(_kafka.Bootstrap, _topic, "cn-a");
    }

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _kafka.DisposeAsync();
    }

    [Fact]
    public async Task Every_committed_flush_counts_once_through_kills_and_no_aborted_one()
    {
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic));
        _writer.Flush(flushes: 3);
        await centre.StartAsync();
        for (var round = 0; round < 4; round++)
        {
            _writer.Flush(flushes: 5, worker: 3, partition: 1);
            _writer.FlushAborted();
            _writer.FlushInterleaved();
            if (round == 2) await centre.UntilAsync(_writer.Logs, Counted);
            await centre.KillAsync();
            _writer.Flush(flushes: 2);
            await centre.StartAsync();
        }

        var scraped = await centre.UntilAsync(_writer.Logs, Counted);
        Assert.Equal(_writer.Logs, scraped.Sum(Requests));
        Assert.Equal(1, scraped.Sum("aggregator_central_ledger_balanced"));
        Assert.Equal(0, scraped.Sum("aggregator_central_repeated_flushes_total"));
        Assert.Equal(0, await centre.StopAsync());
    }

    [Fact]
    public async Task A_partition_that_is_added_is_read_from_its_beginning()
    {
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic));
        _writer.Flush();
        await centre.StartAsync();
        await centre.UntilAsync(_writer.Logs, Counted);

        _kafka.Broker.AddPartitions(_topic, 3);
        using var later = new CompactTopicWriter(_kafka.Bootstrap, _topic, "cn-a"); // that knows of the partition
        later.Flush(flushes: 3, worker: 7, partition: 2);
        var scraped = await centre.UntilAsync(_writer.Logs + later.Logs, Counted);
        Assert.Equal(3, scraped.Sum("aggregator_central_topic_partitions"));
    }

    [Fact]
    public async Task A_partition_without_a_leader_is_told_and_waited_for_while_the_others_are_read()
    {
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic));
        _writer.Flush(flushes: 2);
        var unread = _writer.Logs;
        _writer.Flush(flushes: 3, worker: 1, partition: 1);
        _kafka.Broker.SetLeader(_topic, 0, isThere: false);
        await centre.StartAsync();

        var scraped = await centre.UntilAsync(_writer.Logs - unread, Counted);
        Assert.Equal(1, scraped.Sum("aggregator_central_topic_reachable"));
        Assert.Equal(2, scraped.Sum("aggregator_central_topic_partitions"));
        await centre.SaysAsync("Partition 0 of the compact topic of region cn-a gives no answer");

        _kafka.Broker.SetLeader(_topic, 0, isThere: true);
        await centre.UntilAsync(_writer.Logs, Counted);
        await centre.SaysAsync("All partitions of the compact topic of region cn-a answer again");
        Assert.Equal(0, await centre.StopAsync());
    }

    [Fact]
    public async Task A_batch_that_the_client_cannot_unpack_is_told()
    {
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic));
        _writer.Write(new byte[10_000]); // of which zstd makes a few bytes
        Damage(_kafka.Broker.Batches(_topic, 0)[0]);
        await centre.StartAsync();

        await centre.SaysAsync("Reading the compact topic of region cn-a failed");
        Assert.True((await centre.ScrapeAsync()).Sum("aggregator_central_topic_errors_total") > 0);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_read_holds_its_region_until_the_operator_names_it()
    {
        await using var otherKafka = KafkaBackend.Start();
        var otherTopic = await otherKafka.TopicAsync("compact");
        using var other = new CompactTopicWriter(otherKafka.Bootstrap, otherTopic, "cn-b");
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic), ("cn-b", otherKafka.Bootstrap, otherTopic));
        _writer.Flush();
        other.Flush();
        var before = _writer.Logs;
        var tombstone = _writer.Write(null);
        _writer.Flush(flushes: 2);
        var garbage = _writer.Write([1, 2, 3, 4, 5]);
        _writer.Flush(flushes: 2);
        await centre.StartAsync();

        await centre.UntilAsync(1, "aggregator_central_topic_held", "cn-a");
        other.Flush(flushes: 5);
        await centre.UntilAsync(other.Logs, Counted, "cn-b");
        await centre.UntilAsync(before, Counted, "cn-a");
        await centre.SaysAsync($"--skip cn-a/0/{tombstone}");
        Assert.Equal(1, await centre.StopAsync());

        // Named, it is passed over, and the next one holds the region.
        await centre.StartAsync("--skip", $"cn-a/0/{tombstone}");
        await centre.UntilAsync(1, "aggregator_central_topic_held", "cn-a");
        await centre.UntilAsync(1, "aggregator_central_skipped_batches_total", "cn-a");
        await centre.KillAsync();

        // What was decided is decided: it need not be named again.
        await centre.StartAsync("--skip", $"cn-a/0/{garbage}");
        await centre.UntilAsync(_writer.Logs, Counted, "cn-a");
        await centre.UntilAsync(2, "aggregator_central_skipped_batches_total", "cn-a");
        await centre.SaysAsync("was skipped as asked");
        Assert.Equal(0, await centre.StopAsync());
    }

    /// <remarks>It caught a client that asked for metadata: the one that shares a consumer's connections polls at full speed.</remarks>
    [Fact]
    public async Task Waiting_for_logs_takes_no_core()
    {
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic));
        _writer.Flush();
        await centre.StartAsync();
        await centre.UntilAsync(_writer.Logs, Counted);
        var before = (await centre.ScrapeAsync()).Sum("process_cpu_seconds_total");
        var begun = TimeProvider.System.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        var spent = (await centre.ScrapeAsync()).Sum("process_cpu_seconds_total") - before;
        Assert.InRange(spent / TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 0.4);
    }

    [Fact]
    public async Task What_the_topic_deleted_while_the_centre_was_down_is_a_counted_gap()
    {
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic));
        _writer.Flush();
        await centre.StartAsync();
        await centre.UntilAsync(_writer.Logs, Counted);
        Assert.Equal(0, await centre.StopAsync());

        var end = _kafka.Broker.Offsets(_topic, 0).End;
        var counted = _writer.Logs;
        _writer.Flush(flushes: 3);
        var kept = _kafka.Broker.Offsets(_topic, 0).End;
        _kafka.Broker.Trim(_topic, 0, kept);
        _writer.Flush();
        await centre.StartAsync();

        var scraped = await centre.UntilAsync(counted + 4, Counted);
        Assert.Equal(kept - end, scraped.Sum("aggregator_central_expired_messages_total"));
        await centre.UntilAsync(12, "aggregator_central_open_gap_positions");
        await centre.SaysAsync("deleted before they were read");
        Assert.Equal(1, await centre.StopAsync());
    }

    [Fact]
    public async Task A_topic_that_was_made_anew_is_told_and_read_from_its_beginning()
    {
        await using var centre = new CentralProcess(("cn-a", _kafka.Bootstrap, _topic));
        _writer.Flush(flushes: 5);
        await centre.StartAsync();
        await centre.UntilAsync(_writer.Logs, Counted);
        Assert.Equal(0, await centre.StopAsync());

        _kafka.Broker.DeleteTopic(_topic);
        _kafka.Broker.CreateTopic(_topic, partitions: 2);
        _writer.Flush(flushes: 2);
        await centre.StartAsync();
        var scraped = await centre.UntilAsync(_writer.Logs, Counted);
        Assert.Equal(1, scraped.Sum("aggregator_central_replaced_topics_total"));
        await centre.SaysAsync("made anew or cut off");
        Assert.Equal(0, await centre.StopAsync());
    }

    /// <summary>Changes the packed records. Clients do not look at Kafka's own checksum unless they are asked to.</summary>
    private static void Damage(RecordBatch batch)
    {
        Assert.True(batch.Compressed);
        MemoryMarshal.AsMemory(batch.Bytes).Span[RecordBatch.HeaderLength..].Fill(0xff);
    }
}
