using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;
using Xunit;
using BrokerError = Aggregator.PipelineTests.Broker.Wire.ErrorCode;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>Requests of a flush that go wrong, before or after they have had their effect: every log is counted once all the same.</summary>
public sealed class RegionalFaultTests
{
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(30);

    /// <remarks>
    /// Mutations that this test caught: committing offsets outside the transaction (logs of the failed flush are gone);
    /// sending the same flush again after the failure of the group (counted twice).
    /// </remarks>
    [Theory]
    [InlineData(ApiKey.TxnOffsetCommit, FaultEffect.AnswerError, BrokerError.IllegalGeneration)]
    [InlineData(ApiKey.TxnOffsetCommit, FaultEffect.AnswerError, BrokerError.UnknownMemberId)]
    [InlineData(ApiKey.EndTxn, FaultEffect.AnswerError, BrokerError.InvalidProducerEpoch)]
    [InlineData(ApiKey.EndTxn, FaultEffect.AnswerError, BrokerError.InvalidTxnState)]
    [InlineData(ApiKey.AddOffsetsToTxn, FaultEffect.AnswerError, BrokerError.InvalidProducerEpoch)]
    [InlineData(ApiKey.EndTxn, FaultEffect.DropAfter, BrokerError.None)]
    [InlineData(ApiKey.EndTxn, FaultEffect.DropBefore, BrokerError.None)]
    [InlineData(ApiKey.Produce, FaultEffect.DropAfter, BrokerError.None)]
    [InlineData(ApiKey.TxnOffsetCommit, FaultEffect.DropAfter, BrokerError.None)]
    public async Task A_flush_that_goes_wrong_counts_every_log_once(ApiKey api, FaultEffect effect, BrokerError error)
    {
        await using var region = new KafkaRegion(partitions: 2);
        region.StartWorker();
        await Eventually.Async(() => Task.FromResult(region.Committed(1)), committed => committed is not null);
        var fault = new Fault { Api = api, ClientId = KafkaRegion.ClientId("0"), Effect = effect, Error = error, Times = 1 };
        region.Broker.Faults.Add(fault);
        await region.ProduceAsync(0, 20);
        await region.ProduceAsync(1, 20);
        await fault.Acted.WaitAsync(TimeSpan.FromSeconds(30));
        region.AssertCountedOnce(await region.CountedAsync(40));
    }

    [Fact]
    public async Task Brokers_that_are_away_for_longer_than_a_transaction_lose_and_double_nothing()
    {
        await using var region = new KafkaRegion(partitions: 2);
        var worker = region.StartWorker();
        await region.ProduceAsync(0, 20);
        await region.CountedAsync(20);
        await region.ProduceAsync(1, 20);
        region.Broker.Stop();
        using var http = new HttpClient();
        var metrics = await worker.AddressAsync();
        await Eventually.Async(() => Exposition.ScrapeAsync(http, metrics), answer => answer.Sum("aggregator_regional_session_ends_total") >= 1);
        region.Broker.Start();
        await region.ProduceAsync(0, 20);
        region.AssertCountedOnce(await region.CountedAsync(60));
        Assert.Equal(0, await worker.StopAsync());
    }

    /// <remarks>Mutation that this test caught: a transactional id that is another one at every start, which ends nobody's transaction.</remarks>
    [Fact]
    public async Task A_start_ends_the_transaction_that_its_predecessor_left_open()
    {
        await using var region = new KafkaRegion(partitions: 1);
        await region.ProduceAsync(0, 10);
        using var predecessor = new ProducerBuilder<Null, byte[]>(new ProducerConfig(region.ClientConfig("predecessor"))
        {
            TransactionalId = "aggregator-r1/0",
            TransactionTimeoutMs = 600_000,
        }).Build();
        predecessor.InitTransactions(TimeSpan.FromSeconds(10));
        predecessor.BeginTransaction();
        for (var partition = 0; partition < 2; partition++)
            await predecessor.ProduceAsync(new TopicPartition(KafkaRegion.Compact, partition), new Message<Null, byte[]> { Value = [1, 2, 3] });
        Assert.Empty(region.ReadFlushes());

        region.StartWorker();
        region.AssertCountedOnce(await region.CountedAsync(10));
    }

    /// <remarks>Mutation that this test caught: a heartbeat without offsets.</remarks>
    [Fact]
    public async Task A_heartbeat_commits_positions_behind_markers_and_aborted_records()
    {
        await using var region = new KafkaRegion(partitions: 1);
        region.StartWorker();
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed == 0);
        using var shipper = new ProducerBuilder<Null, byte[]>(new ProducerConfig(region.ClientConfig("shipper-2")) { TransactionalId = "shipper" }).Build();
        shipper.InitTransactions(TimeSpan.FromSeconds(10));
        shipper.BeginTransaction();
        await shipper.ProduceAsync(new TopicPartition(KafkaRegion.Logs, 0), new Message<Null, byte[]> { Value = "an aborted log"u8.ToArray() });
        shipper.AbortTransaction(CallTime);
        shipper.BeginTransaction();
        await shipper.ProduceAsync(new TopicPartition(KafkaRegion.Logs, 0), new Message<Null, byte[]> { Value = System.Text.Encoding.UTF8.GetBytes(region.NextLog()) });
        shipper.CommitTransaction(CallTime);

        // Record, marker, log, marker.
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed == 4);
        shipper.BeginTransaction();
        await shipper.ProduceAsync(new TopicPartition(KafkaRegion.Logs, 0), new Message<Null, byte[]> { Value = "another"u8.ToArray() });
        shipper.AbortTransaction(CallTime);
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed == 6);

        var flushes = region.ReadFlushes();
        region.AssertCountedOnce(flushes);
        var sources = flushes.SelectMany(flush => flush.Sources).ToList();
        Assert.Equal((1L, 5L, 0L), (sources.Sum(source => source.Messages), sources.Sum(source => source.Holes), sources.Sum(source => source.Lost)));
    }

    [Fact]
    public async Task At_least_once_never_counts_a_log_less_than_once()
    {
        await using var region = new KafkaRegion(partitions: 2);
        region.StartWorker(delivery: "at-least-once");
        await Eventually.Async(() => Task.FromResult(region.Committed(1)), committed => committed is not null);
        var fault = region.Broker.Faults.Answer(ApiKey.OffsetCommit, BrokerError.IllegalGeneration);
        await region.ProduceAsync(0, 20);
        await fault.Acted.WaitAsync(TimeSpan.FromSeconds(30));
        await region.ProduceAsync(1, 20);
        // 20 logs twice: their flush was sent before its offsets were refused.
        var flushes = await region.WaitAsync(read => KafkaRegion.CountsByApi(read).Count == 40 && region.Committed(0) == 20 && region.Committed(1) == 20);
        Assert.All(KafkaRegion.CountsByApi(flushes).Values, count => Assert.InRange(count, 1, 2));
    }
}
