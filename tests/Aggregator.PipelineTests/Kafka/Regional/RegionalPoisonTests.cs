using System.Text;
using System.Text.Json.Nodes;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>Messages and topics that are not as they should be.</summary>
public sealed class RegionalPoisonTests
{
    [Fact]
    public async Task A_message_without_a_time_arrived_when_it_was_read()
    {
        await using var region = new KafkaRegion(partitions: 1);
        using var shipper = new ProducerBuilder<Null, byte[]>(new ProducerConfig(region.ClientConfig("shipper-2"))).Build();
        var message = new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(region.NextLog()), Timestamp = new Timestamp(-1, TimestampType.CreateTime) };
        await shipper.ProduceAsync(new TopicPartition(KafkaRegion.Logs, 0), message);
        region.StartWorker();
        region.AssertCountedOnce(await region.CountedAsync(1));
    }

    [Fact]
    public async Task A_dead_letter_topic_that_is_missing_is_named_and_waited_for()
    {
        await using var region = new KafkaRegion(partitions: 1);
        region.Broker.DeleteTopic(KafkaRegion.DeadLetters);
        await region.SendAsync(0, "no log"u8.ToArray());
        var worker = region.StartWorker();
        await Eventually.Async(() => Task.FromResult(worker.Output), output => output.Contains("The dead-letter topic dead is not there", StringComparison.Ordinal));
        region.Broker.CreateTopic(KafkaRegion.DeadLetters);
        await region.CountedAsync(1);
        Assert.Single(region.ReadTopic(KafkaRegion.DeadLetters, 1));
    }

    [Fact]
    public async Task Rows_as_JSON_are_counted_once_and_nothing_else_is_sent()
    {
        await using var region = new KafkaRegion(partitions: 1);
        await region.ProduceAsync(0, 5);
        region.StartWorker(delivery: "exactly-once, format: json");
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed == 5);
        var lines = region.ReadTopic(KafkaRegion.Compact, 2).SelectMany(message => Encoding.UTF8.GetString(message.Value).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var rows = lines.Select(line => JsonNode.Parse(line)!).Select(row => $"{row["api"]} {row["qps"]}").Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, 5).Select(number => $"api-{number} 1"), rows, StringComparer.Ordinal);
    }
}
