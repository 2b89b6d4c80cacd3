using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>The test broker as a command.</summary>
public sealed class BrokerCommandTests
{
    [Fact]
    public async Task It_serves_clients_keeps_its_records_through_a_stop_and_ends_in_order()
    {
        await using var broker = await BrokerCommand.StartAsync("a:1", "b:3");
        using (var producer = Producer(broker))
        {
            await producer.ProduceAsync("a", new Message<string, string> { Value = "before" });
            await broker.DoAsync("stop");
            var waiting = producer.ProduceAsync("a", new Message<string, string> { Value = "during" });
            await broker.DoAsync("start");
            Assert.Equal(1, (await waiting).Offset.Value);
        }
        await broker.DoAsync("topic b:5");
        using var admin = new AdminClientBuilder(new AdminClientConfig(Config(broker))).Build();
        Assert.Equal(5, admin.GetMetadata("b", TimeSpan.FromSeconds(10)).Topics[0].Partitions.Count);
        Assert.Equal(0, await broker.TerminateAsync());
    }

    [Fact]
    public async Task It_teaches_its_commands_and_refuses_wrong_arguments()
    {
        var (code, output) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("--topic NAME:PARTITIONS", output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("--colour", "red")).ExitCode);
    }

    private static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        Tool.RunAsync("dotnet", [typeof(BrokerCommand).Assembly.Location, "broker", .. arguments]);

    private static IProducer<string, string> Producer(BrokerCommand broker) => new ProducerBuilder<string, string>(new ProducerConfig(Config(broker))).SetLogHandler((_, _) => { }).Build();

    private static ClientConfig Config(BrokerCommand broker) => KafkaClients.ConfigOf(new Cluster { Bootstrap = broker.Bootstrap }, "test");

    private sealed record Cluster : KafkaClusterOptions;
}
