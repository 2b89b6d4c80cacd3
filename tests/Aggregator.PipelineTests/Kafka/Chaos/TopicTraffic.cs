using Aggregator.Central.Options;
using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Restart;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Chaos;

/// <summary>
/// A gateway's logs as a shipper delivers them: to all partitions of a topic, one or many a message, each exactly once
/// through every fault (an idempotent producer that does not give up). It knows the truth of what it sent. One caller at a time.
/// </summary>
internal sealed class TopicTraffic : IDisposable
{
    /// <summary>The client's name: faults leave it alone or not by it.</summary>
    public const string ClientId = "traffic";

    // Only a defect keeps brokers away for so long.
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromMinutes(5);

    private readonly IProducer<Null, byte[]> _producer;
    private readonly string _topic;
    private readonly Random _random;
    private readonly LogGenerator _generator;
    private readonly MemoryStream _message = new();
    private readonly List<string> _refused = [];
    private long _next;

    /// <param name="bootstrap">The brokers.</param>
    /// <param name="topic">The topic, with <paramref name="partitions"/> partitions.</param>
    /// <param name="partitions">How many of the partitions get logs.</param>
    /// <param name="options">What is generated.</param>
    /// <param name="seed">Of where the logs go and how many share a message.</param>
    /// <param name="age">How long ago the first log was written: what a shipper has held until now.</param>
    /// <param name="region">Where the gateway's nodes stand: the label region_id.</param>
    public TopicTraffic(
        string bootstrap, string topic, int partitions, GenerateOptions options, int seed, TimeSpan age = default, string region = RegionOnKafka.Region)
    {
        (_topic, Partitions, _random) = (topic, partitions, new Random(seed));
        _generator = new LogGenerator(options, region, NowMs - (long)age.TotalMilliseconds);
        Tables = new GeneratedTables(options, [region], allLevels: false);
        Truth = new Truth(Tables);
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig(KafkaClients.ConfigOf(new CompactTopicOptions { Bootstrap = bootstrap }, ClientId))
        {
            EnableIdempotence = true,
            MessageTimeoutMs = (int)GivesUpAfter.TotalMilliseconds,
            ReconnectBackoffMaxMs = 500,
            LingerMs = 5,
            TopicMetadataRefreshIntervalMs = 1000,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>Partitions that get logs; it may grow while the topic does.</summary>
    public int Partitions { get; set; }

    /// <summary>Most logs that share a message.</summary>
    public int MostLogsAMessage { get; init; } = 40;

    /// <summary>The dimension tables that fit.</summary>
    public GeneratedTables Tables { get; }

    /// <summary>What was sent.</summary>
    public Truth Truth { get; init; }

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The logs that were sent, in the order of their making.</summary>
    public IEnumerable<GeneratedLog> Sent()
    {
        for (var n = 0L; n < _next; n++) yield return _generator.Describe(n);
    }

    /// <summary>Sends the logs that are due by now, or the first of them; returns before they are acknowledged.</summary>
    public void SendDue(long most = long.MaxValue)
    {
        var nowMs = NowMs;
        var begun = _next;
        while (IsDue())
        {
            var logs = _random.Next(4) == 0 ? _random.Next(1, MostLogsAMessage + 1) : 1;
            for (; logs > 0 && IsDue(); logs--) AddToMessage();
            SendMessage();
        }
        _producer.Poll(TimeSpan.Zero);

        bool IsDue() => _next - begun < most && _generator.DueMs(_next) <= nowMs;
    }

    /// <summary>Waits until everything that was sent is acknowledged.</summary>
    /// <exception cref="InvalidOperationException">A message was given up, so the truth is not known.</exception>
    /// <exception cref="TimeoutException">The client told nothing of some messages, not even that it gave them up.</exception>
    public void Flush()
    {
        var limit = GivesUpAfter + TimeSpan.FromMinutes(1);
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (_producer.Flush(TimeSpan.FromSeconds(10)) is var left and > 0)
        {
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException($"{left} messages to {_topic} were neither acknowledged nor given up within {limit}.");
        }
        if (_refused.Count > 0) throw new InvalidOperationException($"{_refused.Count} messages were refused: {_refused[0]}");
    }

    /// <summary>Sends what is due every few milliseconds until <paramref name="stop"/>, then waits for the last acknowledgement.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            SendDue();
            await Task.Delay(_random.Next(1, 40), CancellationToken.None);
        }
        await Task.Run(Flush, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.DisposeInTime($"the producer of {_topic}");

    private void AddToMessage()
    {
        if (_message.Length > 0) _message.WriteByte((byte)'\n');
        _message.Write(_generator.Write(_next));
        Truth.Add(_generator.Describe(_next));
        _next++;
    }

    private void SendMessage()
    {
        var partition = _random.Next(Partitions);
        try
        {
            Produce(partition);
        }
        catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_UnknownPartition)
        {
            // Clients hear of a new partition a moment after it was made.
            Produce(partition: 0);
        }
        _message.SetLength(0);
    }

    private void Produce(int partition) =>
        _producer.Produce(new TopicPartition(_topic, partition), new Message<Null, byte[]> { Value = _message.ToArray() }, report =>
        {
            if (report.Error.IsError) _refused.Add(report.Error.Reason);
        });
}
