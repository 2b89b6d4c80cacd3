using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Options;
using Aggregator.Regional.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Benchmarks.Kafka;

/// <summary>Three ways to read a topic from its beginning. All fetch alike; each says when its first message is there.</summary>
internal static class Readers
{
    // As a pipeline waits when there is nothing to read, but shorter: the end is measured too.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>The client as it is mostly used: every message a <c>byte[]</c> and all of its fields; nothing is done with it.</summary>
    public static void Plain(string bootstrap, string topic, MessageShape shape, Action begun)
    {
        var config = Config(bootstrap);
        config.ConsumeResultFields = "all";
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        for (var messages = 0; messages < shape.Messages;)
        {
            if (consumer.Consume() is { IsPartitionEOF: false } && messages++ == 0) begun();
        }
    }

    /// <summary>The regional job's source: cut into logs, which are counted.</summary>
    public static void Source(string bootstrap, string topic, MessageShape shape, Action begun)
    {
        var logs = 0L;
        Poll(bootstrap, topic, LogReceiver.Of((_, _, in _) =>
        {
            if (logs++ == 0) begun();
        }), () => logs < shape.Logs);
    }

    /// <summary>The regional job: parsed, filtered and grouped too.</summary>
    public static void Job(string bootstrap, string topic, MessageShape shape, Action begun)
    {
        const int mostGroups = 100_000;
        var engine = GeneratedInput.Engine();
        var fields = new LogFields([]);
        var take = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
        var logs = 0L;
        Poll(bootstrap, topic, LogReceiver.Of((partition, log, in arrival) =>
        {
            if (logs++ == 0) begun();
            take.Take(partition, log, arrival);
            if (engine.Groups >= mostGroups) engine.Flushed([]);
        }), () => logs < shape.Logs);
    }

    private static void Poll(string bootstrap, string topic, LogReceiver receiver, Func<bool> goesOn)
    {
        var start = new StartPosition(StartKind.Earliest, 0);
        var topics = new SourceTopics("bench", [new SourceTopic(topic, start, 1024 * 1024)], 5000, 10_000, new PositionMemory());
        using var stop = new CancellationTokenSource();
        using var source = new KafkaLogSource(Config(bootstrap), topics, new KafkaTelemetry(), TimeProvider.System, NullLogger.Instance, stop.Token);
        while (goesOn())
        {
            var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            if (source.Poll(receiver, nowMs) == 0) stop.Token.WaitHandle.WaitOne(Pause);
        }
    }

    private static ConsumerConfig Config(string bootstrap) =>
        KafkaClients.ConsumerConfigOf(new RegionalKafkaOptions { Bootstrap = bootstrap }, "consumption", $"consumption-{Guid.NewGuid():N}");
}
