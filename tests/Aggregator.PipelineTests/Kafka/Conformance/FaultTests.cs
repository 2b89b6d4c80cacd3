using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>What Kafka promises while connections and brokers fail; only the test broker can be made to.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly KafkaBackend _kafka = KafkaBackend.Start();
    private string _topic = "";

    public async ValueTask InitializeAsync() => _topic = await _kafka.TopicAsync("t");

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Theory]
    [InlineData(FaultEffect.DropBefore)]
    [InlineData(FaultEffect.DropAfter)]
    public void An_idempotent_producer_writes_each_record_once_and_in_order_through_lost_connections(FaultEffect effect)
    {
        var fault = _kafka.Broker.Faults.Add(new Fault { Effect = effect, Api = ApiKey.Produce, Probability = 0.3, Times = 20 });
        var sent = SendMany();
        Assert.True(fault.Hits > 5, $"{fault.Hits} requests failed: too few to prove anything.");
        Assert.Equal(sent, PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public void Without_idempotence_lost_answers_double_records()
    {
        // So that the test above proves what it says.
        _kafka.Broker.Faults.DropAfter(ApiKey.Produce);
        using var producer = _kafka.Producer(c => c.EnableIdempotence = false);
        producer.Produce(_topic, Message("a"));
        producer.Flush(Patience);
        Assert.Equal(["a", "a"], PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public void An_error_that_passes_is_tried_again()
    {
        var fault = _kafka.Broker.Faults.Answer(ApiKey.Produce, Broker.Wire.ErrorCode.NotEnoughReplicas, times: 3);
        var sent = SendMany();
        Assert.Equal(3, fault.Hits);
        Assert.Equal(sent, PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public void A_commit_whose_answer_is_lost_counts_once()
    {
        using var producer = _kafka.TransactionalProducer("tx");
        var fault = _kafka.Broker.Faults.DropAfter(ApiKey.EndTxn);
        Begin(producer, "a");
        producer.CommitTransaction(Patience);
        Assert.Equal(1, fault.Hits);
        Assert.Equal(["a"], PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public void A_broker_that_is_away_while_a_transaction_ends_has_it_afterwards()
    {
        using var producer = _kafka.TransactionalProducer("tx");
        Begin(producer, "a");
        _kafka.Broker.Stop();
        Assert.Throws<KafkaRetriableException>(() => producer.CommitTransaction(TimeSpan.FromSeconds(1)));
        _kafka.Broker.Start();
        producer.CommitTransaction(Patience);
        Assert.Equal(["a"], PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public async Task A_frozen_broker_goes_on_where_it_was()
    {
        using var producer = _kafka.Producer();
        await producer.ProduceAsync(_topic, Message("before"));
        _kafka.Broker.Freeze();
        var waiting = producer.ProduceAsync(_topic, Message("during"));
        Assert.False(waiting.IsCompleted);
        _kafka.Broker.Thaw();
        await waiting;
        Assert.Equal(["before", "during"], PartitionReader.Values(_kafka, _topic));
    }

    [Fact]
    public async Task A_group_survives_a_stop_of_the_broker()
    {
        await using var member = new GroupMember(_kafka, "g", _topic);
        await member.AssignedAsync(1);
        var assignments = member.Assignments;
        _kafka.Broker.Stop();
        _kafka.Broker.Start();
        await Eventually.Async(() => Task.FromResult(TryCommit(member)), committed => committed);
        Assert.Equal(5, _kafka.Broker.Committed("g", _topic, 0));
        Assert.Equal(assignments, member.Assignments);
    }

    [Fact]
    public async Task Faults_pick_their_requests_by_client_and_by_content()
    {
        var other = await _kafka.TopicAsync("other");
        var byTopic = _kafka.Broker.Faults.Add(new Fault
        {
            Effect = FaultEffect.AnswerError,
            Error = Broker.Wire.ErrorCode.TopicAuthorizationFailed,
            Api = ApiKey.Produce,
            ClientId = "picked",
            When = request => request.Mentions(other),
        });
        using var producer = _kafka.Producer(c => c.ClientId = "picked");
        using var unpicked = _kafka.Producer();
        await producer.ProduceAsync(_topic, Message("a"));
        await unpicked.ProduceAsync(other, Message("b"));
        var refused = await Assert.ThrowsAsync<ProduceException<string, string>>(() => producer.ProduceAsync(other, Message("c")));
        Assert.Equal(Confluent.Kafka.ErrorCode.TopicAuthorizationFailed, refused.Error.Code);
        await byTopic.Acted.WaitAsync(Patience);
        Assert.Equal(["b"], PartitionReader.Values(_kafka, other));
    }

    private bool TryCommit(GroupMember member)
    {
        try
        {
            member.Consumer.Commit([new TopicPartitionOffset(_topic, 0, 5)]);
            return true;
        }
        catch (KafkaException)
        {
            return false; // not connected again yet
        }
    }

    // In many small batches, so that there are requests to fail.
    private List<string> SendMany()
    {
        var sent = Enumerable.Range(0, 500).Select(i => $"record {i}").ToList();
        using var producer = _kafka.Producer(c => (c.BatchNumMessages, c.RetryBackoffMs) = (10, 10));
        foreach (var value in sent) producer.Produce(_topic, Message(value));
        Assert.Equal(0, producer.Flush(Patience));
        return sent;
    }

    private void Begin(IProducer<string, string> producer, string value)
    {
        producer.BeginTransaction();
        producer.Produce(_topic, Message(value));
        producer.Flush(Patience);
    }

    private static Message<string, string> Message(string value) => new() { Value = value };
}
