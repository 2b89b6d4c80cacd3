using Aggregator.Commands;
using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Connection;

/// <summary><c>validate --connect</c> against brokers that answer.</summary>
public sealed class ValidateConnectTests : IDisposable
{
    private readonly TestBroker _broker = TestBroker.Start(new BrokerOptions { AutoCreatePartitions = 1 });
    private readonly TestBroker _other = TestBroker.Start();
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _broker.Dispose();
        _other.Dispose();
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Each_cluster_has_an_id_of_its_own()
    {
        Assert.Equal(_broker.ClusterId, Read(_broker));
        Assert.Equal(_other.ClusterId, Read(_other));
        Assert.NotEqual(_broker.ClusterId, _other.ClusterId, StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_said_and_what_is_missing_exits_1()
    {
        _broker.CreateTopic("logs", 6);
        _other.CreateTopic("compact-s");

        var code = await ValidateAsync();

        Assert.Equal(1, code);
        Assert.EndsWith(
            $"""

            kafka: cluster {_broker.ClusterId} at {_broker.Bootstrap}, 1 broker
            kafka: topic logs, 6 partitions
            kafka: topic aggregator-compact is not there, and will be made
            central.regions[0].kafka: cluster {_other.ClusterId} at {_other.Bootstrap}, 1 broker
            central.regions[0].kafka: topic compact-s, 1 partition

            """,
            _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("kafka: topic dead is not there, or this user may not see it; make it, or grant DESCRIBE on it.\n", _error.ToString());
        Assert.False(_broker.HasTopic("dead"));
    }

    [Fact]
    public async Task A_cluster_that_has_all_exits_0()
    {
        _broker.CreateTopic("logs", 6);
        _broker.CreateTopic("dead");
        _other.CreateTopic("compact-s");

        Assert.Equal(0, await ValidateAsync());
        Assert.Empty(_error.ToString());
        Assert.False(_broker.HasTopic("aggregator-compact"));
    }

    [Fact]
    public async Task On_a_fresh_cluster_the_sample_misses_only_the_topic_of_the_logs()
    {
        var sample = await File.ReadAllTextAsync(Repository.Sample("kafka.yaml"), TestContext.Current.CancellationToken);
        var file = Path.Join(_folder.Path, "kafka.yaml");
        await File.WriteAllTextAsync(
            file, sample.Replace("${KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}", _broker.Bootstrap, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        foreach (var table in (string[])["clusters.csv", "tenants.csv", "apis.csv"]) File.Copy(Repository.Sample(table), Path.Join(_folder.Path, table));

        Assert.Equal(1, await AggregatorCommand.RunAsync(["validate", "--config", file, "--connect"], _output, _error));
        Assert.Equal("kafka: topic gateway-logs is not there, or this user may not see it; make it, or grant DESCRIBE on it.\n", _error.ToString());
    }

    private static string Read(TestBroker broker) =>
        ClusterId.Read(new RegionalKafkaOptions { Bootstrap = broker.Bootstrap }, "test", TimeSpan.FromSeconds(20), CancellationToken.None);

    private Task<int> ValidateAsync()
    {
        var file = Path.Join(_folder.Path, "aggregator.yaml");
        File.WriteAllText(file, $$"""
            region: a
            kafka: { bootstrap: "{{_broker.Bootstrap}}" }
            sources: [{ kafka: { topic: logs } }]
            compact: { create: {} }
            dead_letters: { topic: dead }
            central: { regions: [{ region: s, kafka: { bootstrap: "{{_other.Bootstrap}}", topic: compact-s } }] }
            """);
        return AggregatorCommand.RunAsync(["validate", "--config", file, "--connect"], _output, _error);
    }
}
