using Aggregator.PipelineTests.Support;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>What Kafka promises of transactions, seen through a client.</summary>
public sealed class TransactionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly KafkaBackend _kafka = KafkaBackend.Start();
    private string _topic = "";

    public async ValueTask InitializeAsync() => _topic = await _kafka.TopicAsync("t", 2);

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public void Aborted_records_are_read_by_none_but_those_who_ask_for_uncommitted_ones()
    {
        using var producer = _kafka.TransactionalProducer(_kafka.Unique("tx"));
        Send(producer, commit: true, "a");
        Send(producer, commit: false, "b");
        Send(producer, commit: true, "c");
        Assert.Equal(["a", "c"], PartitionReader.Values(_kafka, _topic));
        Assert.Equal(["a", "b", "c"], PartitionReader.Values(_kafka, _topic, IsolationLevel.ReadUncommitted));
    }

    [Fact]
    public void Markers_take_an_offset_each_and_the_end_lies_behind_them()
    {
        using var producer = _kafka.TransactionalProducer(_kafka.Unique("tx"));
        Send(producer, commit: true, "a", "b");
        Send(producer, commit: false, "c");
        var (values, end) = PartitionReader.ReadToEnd(_kafka, _topic);
        Assert.Equal(["a", "b"], values);
        Assert.Equal(5, end);
        // Begun at the last marker there is nothing to read, and the end is told all the same.
        Assert.Equal(5, PartitionReader.ReadToEnd(_kafka, _topic, from: 4).End);
    }

    [Fact]
    public void Aborted_records_of_one_producer_hide_none_of_another()
    {
        using var first = _kafka.TransactionalProducer(_kafka.Unique("tx1"));
        using var second = _kafka.TransactionalProducer(_kafka.Unique("tx2"));
        Begin(first, "a1");
        Begin(second, "b1");
        Produce(first, "a2");
        first.AbortTransaction(Patience);
        Produce(second, "b2");
        second.CommitTransaction(Patience);
        Assert.Equal(["b1", "b2"], PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public async Task An_open_transaction_holds_readers_back_until_it_ends()
    {
        using var open = _kafka.TransactionalProducer(_kafka.Unique("tx"));
        Begin(open, "open");
        using (var plain = _kafka.Producer()) await plain.ProduceAsync(new TopicPartition(_topic, 0), Message("behind"));

        var (values, end) = PartitionReader.ReadToEnd(_kafka, _topic);
        Assert.Empty(values);
        Assert.Equal(0, end);
        Assert.Equal(["open", "behind"], PartitionReader.Values(_kafka, _topic, IsolationLevel.ReadUncommitted));
        open.CommitTransaction(Patience);
        Assert.Equal(["open", "behind"], PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public void A_new_producer_of_the_same_id_aborts_the_open_transaction_and_fences_the_old_one()
    {
        var id = _kafka.Unique("tx");
        using var old = _kafka.TransactionalProducer(id);
        Begin(old, "old");
        using var successor = _kafka.TransactionalProducer(id);
        Send(successor, commit: true, "new");

        var fenced = Assert.Throws<KafkaException>(() => old.CommitTransaction(Patience));
        Assert.True(fenced.Error.IsFatal, fenced.Error.Reason);
        Assert.Equal(["new"], PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public void A_fenced_producer_cannot_write()
    {
        var id = _kafka.Unique("tx");
        using var old = _kafka.TransactionalProducer(id);
        Begin(old, "old");
        using var successor = _kafka.TransactionalProducer(id);
        Produce(old, "zombie");
        Assert.Throws<KafkaException>(() => old.CommitTransaction(Patience));
        Assert.Equal(["old"], PartitionReader.Values(_kafka, _topic, IsolationLevel.ReadUncommitted));
    }

    [Fact]
    public void Offsets_of_a_transaction_count_once_it_is_committed()
    {
        using var consumer = _kafka.Consumer(_kafka.Unique("g"));
        using var producer = _kafka.TransactionalProducer(_kafka.Unique("tx"));
        Begin(producer, "a");
        SendOffset(producer, consumer, 7);
        // Not yet decided: the client asks again and again until it gives up.
        Assert.Throws<KafkaException>(() => Committed(consumer, TimeSpan.FromSeconds(1)));
        producer.CommitTransaction(Patience);
        Assert.Equal(7, Committed(consumer, Patience).Value);
    }

    [Fact]
    public void Offsets_of_an_aborted_transaction_never_count()
    {
        using var consumer = _kafka.Consumer(_kafka.Unique("g"));
        using var producer = _kafka.TransactionalProducer(_kafka.Unique("tx"));
        Begin(producer, "a");
        SendOffset(producer, consumer, 7);
        producer.AbortTransaction(Patience);
        Assert.Equal(Offset.Unset, Committed(consumer, Patience));
    }

    [Fact]
    public async Task Offsets_sent_for_a_former_generation_are_refused()
    {
        var source = await _kafka.TopicAsync("source", 2);
        var group = _kafka.Unique("g");
        await using var first = new GroupMember(_kafka, group, source);
        await first.AssignedAsync(2);
        var former = first.Metadata;
        await using var second = new GroupMember(_kafka, group, source);
        await first.AssignedAsync(1);
        await second.AssignedAsync(1);

        using var producer = _kafka.TransactionalProducer(_kafka.Unique("tx"));
        Begin(producer, "a");
        var refused = Assert.Throws<KafkaTxnRequiresAbortException>(() => producer.SendOffsetsToTransaction([new TopicPartitionOffset(source, 0, 3)], former, Patience));
        Assert.Equal(ErrorCode.IllegalGeneration, refused.Error.Code);
        producer.AbortTransaction(Patience);
    }

    [Fact]
    public async Task A_transaction_that_stays_open_too_long_is_aborted_and_its_producer_fenced()
    {
        using var slow = _kafka.TransactionalProducer(_kafka.Unique("tx"), timeoutMs: 2000);
        slow.BeginTransaction();
        // Awaited: a message that waits in the client would run into its own timeout.
        await slow.ProduceAsync(new TopicPartition(_topic, 0), Message("slow"));
        using (var plain = _kafka.Producer()) await plain.ProduceAsync(new TopicPartition(_topic, 0), Message("behind"));
        await Eventually.Async(() => Task.FromResult(PartitionReader.Values(_kafka, _topic)), values => values.Contains("behind", StringComparer.Ordinal));

        Assert.Equal(["behind"], PartitionReader.Values(_kafka, _topic));
        Assert.Equal(["slow", "behind"], PartitionReader.Values(_kafka, _topic, IsolationLevel.ReadUncommitted));
        var fenced = Assert.Throws<KafkaException>(() => slow.CommitTransaction(Patience));
        Assert.True(fenced.Error.IsFatal, fenced.Error.Reason);
    }

    [Fact]
    public void A_longer_timeout_than_the_cluster_allows_is_refused()
    {
        using var producer = _kafka.Producer(c => (c.TransactionalId, c.TransactionTimeoutMs) = (_kafka.Unique("tx"), 3_600_000));
        var refused = Assert.Throws<KafkaException>(() => producer.InitTransactions(Patience));
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, refused.Error.Code);
    }

    private void Send(IProducer<string, string> producer, bool commit, params string[] values)
    {
        Begin(producer, values);
        if (commit) producer.CommitTransaction(Patience);
        else producer.AbortTransaction(Patience);
    }

    private void Begin(IProducer<string, string> producer, params string[] values)
    {
        producer.BeginTransaction();
        Produce(producer, values);
    }

    private void Produce(IProducer<string, string> producer, params string[] values)
    {
        foreach (var value in values) producer.Produce(new TopicPartition(_topic, 0), Message(value));
        producer.Flush(Patience);
    }

    private void SendOffset(IProducer<string, string> producer, IConsumer<string, string> consumer, long offset) =>
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(_topic, 1, offset)], consumer.ConsumerGroupMetadata, Patience);

    private Offset Committed(IConsumer<string, string> consumer, TimeSpan timeout) =>
        consumer.Committed([new TopicPartition(_topic, 1)], timeout).Single().Offset;

    private static Message<string, string> Message(string value) => new() { Value = value };
}
