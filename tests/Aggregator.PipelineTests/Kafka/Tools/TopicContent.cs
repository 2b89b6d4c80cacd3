using System.Text;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary>Everything that is in a topic now, as a reader of committed messages sees it.</summary>
internal static class TopicContent
{
    /// <summary>A message.</summary>
    public sealed record Message(int Partition, long Offset, long TimestampMs, byte[] Value)
    {
        public string Text => Encoding.UTF8.GetString(Value);
    }

    /// <summary>All messages, partition by partition.</summary>
    public static List<Message> Read(KafkaBackend kafka, string topic, int partitions)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = kafka.Bootstrap,
            GroupId = "content",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        var messages = new List<Message>();
        for (var partition = 0; partition < partitions; partition++)
        {
            consumer.Assign(new TopicPartitionOffset(topic, partition, 0));
            while (consumer.Consume(TimeSpan.FromSeconds(30)) is { IsPartitionEOF: false } result)
            {
                messages.Add(new Message(partition, result.Offset.Value, result.Message.Timestamp.UnixTimestampMs, result.Message.Value));
            }
        }
        return messages;
    }
}
