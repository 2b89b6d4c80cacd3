using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Broker;
using Aggregator.Regional.Options;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Xunit;
using BrokerError = Aggregator.PipelineTests.Broker.Wire.ErrorCode;

namespace Aggregator.PipelineTests.Kafka.Connection;

public sealed class TopicCreationTests : IDisposable
{
    private static readonly TopicOptions ThreePartitions = new() { Partitions = 3, Replication = 1 };

    // Makes topics by itself when one is asked for by name, as many clusters do: looking must not.
    private readonly TestBroker _broker = TestBroker.Start(new BrokerOptions { AutoCreatePartitions = 1 });
    private readonly LogLines _log = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_missing_topic_is_made_as_asked_for()
    {
        await EnsureAsync();

        Assert.Equal(0, _broker.Offsets("t", 2).End);
        Assert.Throws<ArgumentException>(() => _broker.Offsets("t", 3));
        Assert.Equal((LogLevel.Information, "Made the topic t: 3 partitions, 1 copy of each."), Assert.Single(_log.All));
    }

    [Fact]
    public async Task A_topic_that_is_there_is_left_as_it_is_without_a_right_to_make_one()
    {
        _broker.CreateTopic("t", 2);
        Refuse(ErrorCode.ClusterAuthorizationFailed);

        await EnsureAsync();

        Assert.Throws<ArgumentException>(() => _broker.Offsets("t", 2));
        Assert.Equal(
            (LogLevel.Warning, "The topic t has 2 partitions, create asks for 3; it is left as it is: add partitions with the cluster's own tools."),
            Assert.Single(_log.All));
    }

    [Fact]
    public async Task Two_workers_may_make_it_at_once()
    {
        await Task.WhenAll(EnsureAsync(), EnsureAsync(), EnsureAsync());

        Assert.Equal(0, _broker.Offsets("t", 2).End);
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed, "grant the user CREATE on it, or make the topic by hand and remove create.")]
    [InlineData(ErrorCode.ClusterAuthorizationFailed, "grant the user CREATE on it, or make the topic by hand and remove create.")]
    [InlineData(ErrorCode.InvalidReplicationFactor, "the cluster has fewer brokers than create.replication (1); write fewer.")]
    [InlineData(ErrorCode.PolicyViolation, "change create to what the cluster allows.")]
    public async Task What_the_cluster_refuses_is_told_with_the_remedy(ErrorCode error, string remedy)
    {
        Refuse(error);

        var failure = await Assert.ThrowsAsync<KafkaClusterException>(EnsureAsync);

        Assert.False(failure.IsTransient);
        Assert.StartsWith("The topic t cannot be made (", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(remedy, failure.Message, StringComparison.Ordinal);
        Assert.False(_broker.HasTopic("t"));
    }

    private void Refuse(ErrorCode error) => _broker.Faults.Answer(Broker.Wire.ApiKey.CreateTopics, (BrokerError)(int)error, times: int.MaxValue);

    private Task EnsureAsync() => TopicCreation.EnsureAsync(new RegionalKafkaOptions { Bootstrap = _broker.Bootstrap }, "test", "t", ThreePartitions, _log);
}
