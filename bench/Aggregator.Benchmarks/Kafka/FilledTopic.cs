using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Aggregator.Benchmarks.Kafka;

/// <summary>A topic of one partition that holds the messages of a shape, uncompressed, for as long as it is not disposed.</summary>
internal sealed class FilledTopic : IAsyncDisposable
{
    private readonly IAdminClient _admin;

    private FilledTopic(IAdminClient admin, string name) => (_admin, Name) = (admin, name);

    /// <summary>Its name, which no other run has.</summary>
    public string Name { get; }

    /// <summary>Makes and fills it.</summary>
    public static async Task<FilledTopic> MakeAsync(string bootstrap, MessageShape shape)
    {
        var cluster = new RegionalKafkaOptions { Bootstrap = bootstrap };
        var admin = new AdminClientBuilder(KafkaClients.AdminConfigOf(cluster, "fill")).Build();
        var topic = new FilledTopic(admin, $"consumption-{Guid.NewGuid():N}");
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic.Name, NumPartitions = 1, ReplicationFactor = 1 }]);
        var config = KafkaClients.ProducerConfigOf(cluster, "fill", transactionalId: null);
        config.CompressionType = CompressionType.None;
        config.MessageTimeoutMs = 0;
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();
        foreach (var value in shape.Values()) Send(producer, topic.Name, value);
        producer.Flush();
        return topic;
    }

    /// <summary>Deletes it: the broker may hold everything in memory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _admin.DeleteTopicsAsync([Name]);
        _admin.Dispose();
    }

    private static void Send(IProducer<Null, byte[]> producer, string topic, byte[] value)
    {
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition(topic, 0), new Message<Null, byte[]> { Value = value });
                return;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
