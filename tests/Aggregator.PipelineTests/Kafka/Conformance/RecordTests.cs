using Aggregator.PipelineTests.Support;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>What Kafka promises of records and topics, seen through a client.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(30);

    private readonly KafkaBackend _kafka = KafkaBackend.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Zstd)]
    public async Task A_partition_is_read_in_the_order_it_was_written(CompressionType compression)
    {
        var topic = await _kafka.TopicAsync("order");
        var sent = Enumerable.Range(0, 2000).Select(i => $"record {i}").ToList();
        using (var producer = _kafka.Producer(c => c.CompressionType = compression)) Send(producer, topic, sent);
        Assert.Equal(sent, PartitionReader.Values(_kafka, topic));
    }

    [Fact]
    public async Task Reading_begins_in_the_middle_of_a_batch()
    {
        var topic = await _kafka.TopicAsync("middle");
        using (var producer = _kafka.Producer(c => c.LingerMs = 200)) Send(producer, topic, ["a", "b", "c", "d"]);
        Assert.Equal(["c", "d"], PartitionReader.ReadToEnd(_kafka, topic, from: 2).Values);
    }

    [Fact]
    public async Task Keys_tombstones_and_times_arrive_as_they_were_sent()
    {
        var topic = await _kafka.TopicAsync("fields");
        using (var producer = _kafka.Producer())
        {
            await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = null!, Timestamp = new Timestamp(1_700_000_000_123, TimestampType.CreateTime) });
        }
        using var consumer = _kafka.Consumer(_kafka.Unique("g"), build: b => b.SetValueDeserializer(new NullAware()));
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var message = PartitionReader.Next(consumer).Message;
        Assert.Equal(("k", NullAware.Null), (message.Key, message.Value));
        Assert.Equal(1_700_000_000_123, message.Timestamp.UnixTimestampMs);
        Assert.Equal(TimestampType.CreateTime, message.Timestamp.Type);
    }

    [Theory]
    [InlineData(2_000, 1)]
    [InlineData(2_001, 2)]
    [InlineData(0, 0)]
    public async Task A_time_finds_the_first_record_since_then(long sinceMs, long expected)
    {
        var offset = await OffsetSinceAsync(sinceMs);
        Assert.Equal(expected, offset.Value);
    }

    [Fact]
    public async Task A_time_behind_all_records_finds_the_end()
    {
        Assert.Equal(Offset.End, await OffsetSinceAsync(3_001));
    }

    [Fact]
    public async Task What_is_no_longer_kept_is_out_of_range()
    {
        var topic = await _kafka.TopicAsync("trimmed");
        using (var producer = _kafka.Producer(c => c.BatchNumMessages = 1)) Send(producer, topic, ["a", "b", "c"]);
        using (var admin = _kafka.Admin()) await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 2)]);

        Assert.Equal(ErrorCode.Local_AutoOffsetReset, ReadingFrom(topic, 0));
        Assert.Equal(["c"], PartitionReader.ReadToEnd(_kafka, topic, from: 2).Values);
        using var asking = _kafka.Consumer(_kafka.Unique("g"));
        var kept = asking.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(10));
        Assert.Equal((2, 3), (kept.Low.Value, kept.High.Value));
    }

    [Fact]
    public async Task A_position_beyond_the_end_is_out_of_range()
    {
        var topic = await _kafka.TopicAsync("short");
        Assert.Equal(ErrorCode.Local_AutoOffsetReset, ReadingFrom(topic, 1));
    }

    [Fact]
    public async Task A_record_beyond_the_topics_limit_is_refused_and_the_next_one_taken()
    {
        var topic = await _kafka.TopicAsync("limited", 1, ("max.message.bytes", "1000"));
        using var producer = _kafka.Producer();
        var refused = await Assert.ThrowsAsync<ProduceException<string, string>>(() => producer.ProduceAsync(topic, Message(new string('x', 2000))));
        Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
        await producer.ProduceAsync(topic, Message("small"));
        Assert.Equal(["small"], PartitionReader.Values(_kafka, topic));
    }

    [Fact]
    public async Task A_record_of_several_megabytes_is_read_even_by_a_consumer_that_asks_for_less()
    {
        var topic = await _kafka.TopicAsync("large", 1, ("max.message.bytes", "20000000"));
        var large = new string('x', 5_000_000);
        using (var producer = _kafka.Producer(c => c.MessageMaxBytes = 10_000_000)) await producer.ProduceAsync(topic, Message(large));
        using var consumer = _kafka.Consumer(_kafka.Unique("g"), c => (c.MaxPartitionFetchBytes, c.FetchMaxBytes, c.MessageMaxBytes) = (1000, 1_000_000, 1_000_000));
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        Assert.Equal(large.Length, PartitionReader.Next(consumer).Message.Value.Length);
    }

    [Fact]
    public async Task A_topic_comes_back_empty_after_it_was_deleted()
    {
        var topic = await _kafka.TopicAsync("again");
        using (var producer = _kafka.Producer()) Send(producer, topic, ["a"]);
        using var admin = _kafka.Admin();
        await admin.DeleteTopicsAsync([topic]);
        await Eventually.Async(() => TryCreateAsync(admin, topic), created => created);
        using (var producer = _kafka.Producer()) Send(producer, topic, ["b"]);
        Assert.Equal(["b"], PartitionReader.Values(_kafka, topic));
    }

    [Fact]
    public async Task A_topic_that_nobody_made_is_unknown()
    {
        Assert.SkipWhen(_kafka.IsReal, "A real cluster may make it.");
        using var producer = _kafka.Producer(c => c.Set("topic.metadata.propagation.max.ms", "200"));
        var refused = await Assert.ThrowsAsync<ProduceException<string, string>>(() => producer.ProduceAsync("nowhere", Message("a")));
        Assert.Equal(ErrorCode.UnknownTopicOrPart, refused.Error.Code);
    }

    [Fact]
    public async Task A_cluster_tells_its_brokers_topics_and_partitions()
    {
        var topic = await _kafka.TopicAsync("listed", 3);
        using var admin = _kafka.Admin();
        var metadata = admin.GetMetadata(TimeSpan.FromSeconds(10));
        Assert.NotEmpty(metadata.Brokers);
        Assert.Equal([0, 1, 2], metadata.Topics.Single(t => t.Topic.Equals(topic, StringComparison.Ordinal)).Partitions.Select(p => p.PartitionId).Order());
    }

    private static async Task<bool> TryCreateAsync(IAdminClient admin, string topic)
    {
        try
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);
            return true;
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return false; // a real cluster deletes in its own time
        }
    }

    private async Task<Offset> OffsetSinceAsync(long sinceMs)
    {
        var topic = await _kafka.TopicAsync("times");
        using (var producer = _kafka.Producer(c => c.LingerMs = 100))
        {
            foreach (var time in (long[])[1_000, 2_000, 3_000]) producer.Produce(topic, new Message<string, string> { Value = "v", Timestamp = new Timestamp(time, TimestampType.CreateTime) });
            Assert.Equal(0, producer.Flush(FlushTime));
        }
        using var consumer = _kafka.Consumer(_kafka.Unique("g"));
        var asked = new TopicPartitionTimestamp(topic, 0, new Timestamp(sinceMs, TimestampType.CreateTime));
        return consumer.OffsetsForTimes([asked], TimeSpan.FromSeconds(10)).Single().Offset;
    }

    private ErrorCode ReadingFrom(string topic, long offset)
    {
        using var consumer = _kafka.Consumer(_kafka.Unique("g"));
        consumer.Assign(new TopicPartitionOffset(topic, 0, offset));
        return Assert.Throws<ConsumeException>(() => PartitionReader.Next(consumer)).Error.Code;
    }

    private static Message<string, string> Message(string value) => new() { Value = value };

    private static void Send(IProducer<string, string> producer, string topic, IEnumerable<string> values)
    {
        foreach (var value in values) producer.Produce(topic, Message(value));
        Assert.Equal(0, producer.Flush(FlushTime));
    }

    private sealed class NullAware : IDeserializer<string>
    {
        public const string Null = "(null)";

        public string Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            isNull ? Null : System.Text.Encoding.UTF8.GetString(data);
    }
}
