using Aggregator.Configuration;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Emit.Kafka;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Options;
using Aggregator.Regional.Windowing;
using Aggregator.Standalone;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional;

/// <summary>
/// The lives of a worker, one <see cref="Run"/> each: its clients, and everything gathered since the last flush. A failure ends it whole, since nothing
/// that was gathered may outlive the clients that would have committed it.
/// </summary>
public sealed class RegionalSession(
    AggregatorOptions options, WorkerIdentity identity, RegionSetup setup, WorkerTelemetry telemetry, ILoggerFactory loggers)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly RegionalKafkaOptions _kafka = options.Kafka ?? throw new ArgumentException("There is no kafka.", nameof(options));
    private readonly ILogger _logger = loggers.CreateLogger<RegionalSession>();
    private readonly PositionMemory _memory = new();

    /// <summary>Reads and flushes until <paramref name="stop"/>, with a last flush then.</summary>
    /// <returns>Null after a stop; else why another session must follow this one, which was flushed.</returns>
    /// <exception cref="IOException">The session failed; see <see cref="SourceFailedException"/>, <see cref="FlushFailedException"/>.</exception>
    /// <exception cref="KafkaException">It could not be begun.</exception>
    /// <exception cref="KafkaClusterException">It could not be begun; the message has the remedy.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it had begun.</exception>
    public SessionEnd? Run(long epoch, CancellationToken stop)
    {
        // 1. The producer, first: it ends a transaction that the predecessor left open, which may move the committed offsets.
        using var producer = OpenProducer(stop);
        CreateTopic(options.Compact.Topic, options.Compact.Create);
        if (options.DeadLetters is { Topic: { } letterTopic, Create: { } createLetters }) CreateTopic(letterTopic, createLetters);
        // Looked for before anything is read: a flush could only wait for them until its time is up.
        var topics = Topics(producer);
        var compact = (options.Compact.Topic, PartitionsOf(topics, "compact", options.Compact.Topic, "write compact.create"));
        if (options.DeadLetters.Topic is { } deadLetters) PartitionsOf(topics, "dead-letter", deadLetters, "write dead_letters.create");

        // 2. The consumer: a member of the group once it is polled.
        using var source = new KafkaLogSource(
            ConsumerConfig(), SourceTopics(ClusterId.Read(_kafka, identity.ClientId, CallTimeout, stop)),
            telemetry.Kafka, setup.Time, _logger, stop);

        // 3. A fresh engine between them.
        var letters = options.DeadLetters.Topic is null ? null : new TopicDeadLetters(setup.Time);
        var engine = new RegionalEngine(
            new RegionalEngineOptions(identity.Region, identity.Worker, epoch, options.Windows, options.Measures),
            setup.Enrichment, letters is null ? setup.DeadLetters : letters);
        var messages = new FlushMessages(identity.Worker, compact, Encoder(), letters is null ? null : (options.DeadLetters.Topic!, letters));
        var pipeline = new RegionalPipeline(
            engine, [(source, Receivers(engine))], Publisher(producer, messages, source.Group), new FlushSchedule(options.Windows),
            new RegionalContext(identity.Region, setup.Time, new RestoredProgress(LastFlush.None), telemetry.Progress));
        source.Revoking = pipeline.Flush;
        pipeline.Run(stop);
        return source.CompletedBecause;
    }

    private IProducer<byte[], byte[]> OpenProducer(CancellationToken stop)
    {
        var isExact = options.Compact.Delivery == Delivery.ExactlyOnce;
        var config = KafkaClients.ProducerConfigOf(_kafka, identity.ClientId, isExact ? identity.TransactionalId : null, _kafka.Producer);
        var producer = new ProducerBuilder<byte[], byte[]>(config).LogTo(_logger).Open();
        try
        {
            if (isExact) InitTransactions(producer, stop);
            return producer;
        }
        catch
        {
            producer.Dispose();
            throw;
        }
    }

    /// <summary>In short calls, so that a stop is heard.</summary>
    private void InitTransactions(IProducer<byte[], byte[]> producer, CancellationToken stop)
    {
        var begun = setup.Time.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                producer.InitTransactions(CallTimeout);
                return;
            }
            catch (KafkaException e) when (KafkaErrors.Classify(e) == TransactionFailure.Retry && setup.Time.GetElapsedTime(begun) < StartLimit)
            {
                stop.WaitHandle.WaitOne(Backoff.First);
            }
        }
    }

    private void CreateTopic(string topic, TopicOptions? create)
    {
        if (create is not null) TopicCreation.EnsureAsync(_kafka, identity.ClientId, topic, create, _logger).GetAwaiter().GetResult();
    }

    private ClusterTopics Topics(IProducer<byte[], byte[]> producer)
    {
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        return ClusterTopics.Read(admin, _kafka.Bootstrap, CallTimeout);
    }

    private static int PartitionsOf(ClusterTopics topics, string purpose, string topic, string otherRemedy)
    {
        var count = topics.PartitionsOf(topic);
        if (count > 0) return count;
        throw new KafkaClusterException($"The {purpose} topic {topic} is not there: create it, or {otherRemedy}.") { IsTransient = true };
    }

    private ConsumerConfig ConsumerConfig()
    {
        var config = KafkaClients.ConsumerConfigOf(_kafka, identity.ClientId, identity.Group, _kafka.Consumer);
        config.GroupInstanceId = identity.InstanceId;
        return config;
    }

    private SourceTopics SourceTopics(string clusterId) => new(
        clusterId,
        [.. Sources().Select(source => new SourceTopic(source.Kafka!.Topic, StartOf(source.Kafka), source.MaxLine))],
        (long)options.Windows.OutOfOrderness.TotalMilliseconds, (long)options.Windows.IdleAfter.TotalMilliseconds, _memory);

    private IEnumerable<SourceOptions> Sources() => options.Sources.Where(source => source.Kafka is not null);

    private static StartPosition StartOf(KafkaSourceOptions source) =>
        StartPosition.TryParse(source.Start, out var start) ? start : throw new ArgumentException($"'{source.Start}' is no start.", nameof(source));

    private ReceiverByTopic Receivers(RegionalEngine engine) => new(Sources().ToDictionary(
        source => source.Kafka!.Topic,
        source =>
        {
            var fields = new LogFields(FilterSet.PathsOf(options.Filters), source);
            return engine.ReceiverFor(LogParsers.Create(source, fields), new FilterSet(options.Filters, fields), options.Windows.MaxAge);
        },
        StringComparer.Ordinal));

    private Func<Flush, IEnumerable<byte[]>> Encoder() => options.Compact.Format switch
    {
        CompactFormat.Binary => flush => BatchWriter.Write(flush),
        CompactFormat.Json => flush => JsonBatch.Write(flush),
        _ => throw new InvalidOperationException($"There is no compact.format {options.Compact.Format}."),
    };

    private ICompactPublisher Publisher(IProducer<byte[], byte[]> producer, FlushMessages messages, GroupOffsets group) =>
        options.Compact.Delivery == Delivery.ExactlyOnce
            ? new TransactionPublisher(producer, messages, group, telemetry.Kafka, setup.Time)
            : new AcknowledgedPublisher(producer, messages, group, telemetry.Kafka, setup.Time);
}
