using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>Reads one partition by assignment, without a group.</summary>
internal static class PartitionReader
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Values from an offset to the present end of the partition, and the position of that end.</summary>
    public static (IReadOnlyList<string> Values, long End) ReadToEnd(
        KafkaBackend kafka, string topic, int partition = 0, long from = 0, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using var consumer = kafka.Consumer(kafka.Unique("reader"), c => c.IsolationLevel = isolation);
        consumer.Assign(new TopicPartitionOffset(topic, partition, from));
        var values = new List<string>();
        while (true)
        {
            var result = Next(consumer);
            if (result.IsPartitionEOF) return (values, result.Offset);
            values.Add(result.Message.Value);
        }
    }

    /// <summary>The values alone.</summary>
    public static IReadOnlyList<string> Values(KafkaBackend kafka, string topic, IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        ReadToEnd(kafka, topic, isolation: isolation).Values;

    /// <summary>The next record or end of a partition.</summary>
    public static ConsumeResult<string, string> Next(IConsumer<string, string> consumer) =>
        consumer.Consume(Limit) ?? throw new TimeoutException($"Nothing came within {Limit}.");
}
