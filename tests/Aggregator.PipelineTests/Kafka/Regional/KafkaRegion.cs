using System.Globalization;
using System.Text;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Options;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>
/// A region on a test broker: a topic of logs, the compact topic, dead letters, and workers as processes of their own. Every
/// log that it produces has an API of its own, so that a row says which log it counts.
/// </summary>
internal sealed class KafkaRegion : IAsyncDisposable
{
    public const string Logs = "logs";
    public const string Compact = "compact";
    public const string DeadLetters = "dead";
    public const string Group = "aggregator-r1";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly List<AggregatorProcess> _workers = [];
    private readonly IProducer<Null, byte[]?> _producer;
    private readonly long _timeS = Now.ToUnixTimeSeconds();
    private int _produced;

    public KafkaRegion(int partitions)
    {
        Broker = TestBroker.Start();
        Broker.CreateTopic(Logs, partitions);
        Broker.CreateTopic(Compact, 2);
        Broker.CreateTopic(DeadLetters);
        _producer = new ProducerBuilder<Null, byte[]?>(new ProducerConfig(ClientConfig("shipper")) { EnableIdempotence = true, LingerMs = 0 }).Build();
    }

    public TestBroker Broker { get; }

    /// <summary>Wall time.</summary>
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Logs produced so far: their APIs are api-0 to api-(n − 1).</summary>
    public int Produced => _produced;

    /// <summary>The client id of a worker, by which faults find its requests.</summary>
    public static string ClientId(string worker) => $"aggregator-r1-{worker}";

    /// <summary>Starts a worker; <paramref name="flush"/> is its flush interval, <paramref name="idle"/> its windows.idle_after.</summary>
    public AggregatorProcess StartWorker(
        string name = "0", string flush = "200ms", string start = "earliest", string delivery = "exactly-once", string consumer = "", string idle = "1s", string deadLetters = "",
        string more = "")
    {
        var path = _folder[$"{name}.yaml"];
        File.WriteAllText(path, $$"""
            region: r1
            worker: "{{name}}"
            kafka:
              bootstrap: {{Broker.Bootstrap}}
              properties: { socket.timeout.ms: 3000, topic.metadata.refresh.interval.ms: 500 }
              consumer: { session.timeout.ms: 6000, heartbeat.interval.ms: 200{{consumer}} }
            sources:
              - { kafka: { topic: {{Logs}}, start: {{start}} }, max_line: 100000 }
            compact: { topic: {{Compact}}, delivery: {{delivery}} }
            dead_letters: { topic: {{DeadLetters}}{{deadLetters}} }
            windows: { flush_interval: {{flush}}, idle_after: {{idle}} }
            http: { listen: "127.0.0.1:0" }
            {{more}}
            """);
        var worker = AggregatorProcess.Start(["regional", "--config", path]);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Makes one log. All have the same time, so that none closes a window.</summary>
    public string NextLog() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"__time__":{{_timeS}},"Product":"p","Api":"api-{{_produced++}}","HttpCode":200,"CallerUid":"1"}""");

    /// <summary>Puts so many logs into a partition, a message each.</summary>
    public async Task ProduceAsync(int partition, int logs)
    {
        for (var i = 0; i < logs; i++) await SendAsync(partition, Encoding.UTF8.GetBytes(NextLog()));
    }

    /// <summary>Puts a message into a partition.</summary>
    public Task SendAsync(int partition, byte[]? message) =>
        _producer.ProduceAsync(new TopicPartition(Logs, partition), new Message<Null, byte[]?> { Value = message });

    /// <summary>Every whole flush that a reader of committed batches sees now.</summary>
    public List<Flush> ReadFlushes()
    {
        var assembler = new FlushAssembler();
        var flushes = new List<Flush>();
        foreach (var (value, position) in ReadTopic(Compact, 2))
        {
            var read = BatchReader.Read(value);
            Assert.True(read.IsRead, read.Error.ToString());
            if (assembler.Add(read.Chunk!, position) is { } flush) flushes.Add(flush);
        }
        return flushes;
    }

    /// <summary>Every message of a topic that a reader of committed ones sees now.</summary>
    public List<(byte[] Value, long Position)> ReadTopic(string topic, int partitions)
    {
        using var consumer = Reader();
        var messages = new List<(byte[], long)>();
        for (var partition = 0; partition < partitions; partition++)
        {
            var id = new TopicPartition(topic, partition);
            // Workers go on writing: whoever is slower than they are never comes to an end of its own.
            var end = consumer.QueryWatermarkOffsets(id, CallTimeout).High.Value;
            if (end == 0) continue;
            consumer.Assign(new TopicPartitionOffset(id, Offset.Beginning));
            while (consumer.Consume(CallTimeout) is { IsPartitionEOF: false } message && message.Offset < end) messages.Add((message.Message.Value, message.Offset.Value));
        }
        return messages;
    }

    /// <summary>What the group has committed of a partition; null when nothing.</summary>
    public long? Committed(int partition)
    {
        using var consumer = Reader(Group);
        var offset = consumer.Committed([new TopicPartition(Logs, partition)], CallTimeout)[0].Offset;
        return offset == Offset.Unset ? null : offset.Value;
    }

    /// <summary>Waits until flushes count this many logs, and returns them.</summary>
    public Task<List<Flush>> CountedAsync(long logs) => WaitAsync(flushes => flushes.Sum(flush => flush.Sources.Sum(source => source.Logs)) >= logs);

    /// <summary>Waits until the flushes are as wanted.</summary>
    public Task<List<Flush>> WaitAsync(Func<List<Flush>, bool> wanted) => Eventually.Async(() => Task.FromResult(ReadFlushes()), wanted);

    /// <summary>
    /// Every log that was produced is counted in rows exactly once, and the flushes cover every partition without gap or
    /// overlap.
    /// </summary>
    public void AssertCountedOnce(List<Flush> flushes)
    {
        var counts = CountsByApi(flushes);
        var expected = Enumerable.Range(0, _produced).Select(number => $"api-{number.ToString(CultureInfo.InvariantCulture)}").ToList();
        Assert.Empty(expected.Where(api => counts.GetValueOrDefault(api) != 1).Select(api => $"{api}: {counts.GetValueOrDefault(api)}"));
        AssertCoveredOnce(flushes);
    }

    /// <summary>The flushes cover every partition without gap or overlap.</summary>
    public static void AssertCoveredOnce(List<Flush> flushes)
    {
        foreach (var partition in flushes.SelectMany(flush => flush.Sources).GroupBy(source => source.Id))
        {
            long? next = null;
            foreach (var range in partition.Where(source => source.Next > source.From).OrderBy(source => source.From))
            {
                if (next is not null) Assert.Equal((partition.Key, next), (partition.Key, range.From));
                next = range.Next;
            }
        }
    }

    /// <summary>Logs counted in rows, by API.</summary>
    public static Dictionary<string, long> CountsByApi(List<Flush> flushes) => flushes
        .SelectMany(flush => flush.Rows)
        .GroupBy(row => row.Key.Api, StringComparer.Ordinal)
        .ToDictionary(api => api.Key, api => api.Sum(row => row.Measures.Count), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
            // Shown when the test has failed.
            TestContext.Current.TestOutputHelper?.WriteLine(worker.Output);
        }
        _producer.DisposeInTime("the shipper");
        Broker.Dispose();
        _folder.Dispose();
    }

    /// <summary>What a client of the test's own begins with.</summary>
    public ClientConfig ClientConfig(string clientId) => KafkaClients.ConfigOf(new RegionalKafkaOptions { Bootstrap = Broker.Bootstrap }, clientId);

    private IConsumer<Ignore, byte[]> Reader(string group = "reader") => new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig(ClientConfig("reader"))
    {
        GroupId = group,
        IsolationLevel = IsolationLevel.ReadCommitted,
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        FetchWaitMaxMs = 50,
    }).Build();
}
