using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Broker;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Options;
using Aggregator.Regional.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>The Kafka source itself, in this process: a member of the group <see cref="Group"/> that reads the topic <c>logs</c>.</summary>
internal static class LogsOf
{
    public const string Group = "readers";

    /// <summary>It joins at once; nothing is read before it is polled.</summary>
    public static KafkaLogSource Broker(TestBroker broker, TimeProvider clock, TimeSpan idleAfter)
    {
        var config = KafkaClients.ConsumerConfigOf(new RegionalKafkaOptions { Bootstrap = broker.Bootstrap }, "reader", Group);
        var topic = new SourceTopic("logs", new StartPosition(StartKind.Earliest, 0), MaxLineBytes: 1000);
        var topics = new SourceTopics(broker.ClusterId, [topic], OutOfOrdernessMs: 5000, (long)idleAfter.TotalMilliseconds, new PositionMemory());
        return new KafkaLogSource(config, topics, new KafkaTelemetry(), clock, NullLogger.Instance, TestContext.Current.CancellationToken);
    }
}
