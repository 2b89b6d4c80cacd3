using System.Text;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary>Everything that is in a topic now, as a reader of committed messages sees it.</summary>
internal static class TopicContent
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

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
            // Someone may go on writing: then the client never tells an end.
            var end = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Limit).High.Value;
            consumer.Assign(new TopicPartitionOffset(topic, partition, 0));
            while (consumer.Consume(Limit) is { IsPartitionEOF: false } result && result.Offset < end)
            {
                messages.Add(new Message(partition, result.Offset.Value, result.Message.Timestamp.UnixTimestampMs, result.Message.Value));
            }
        }
        return messages;
    }
}
