using System.Diagnostics.Metrics;

namespace Aggregator.Central.Topics.Kafka;

/// <summary>The central job's telemetry of topics on Kafka: every instrument, its unit and its help.</summary>
public static class KafkaTopicMetrics
{
    /// <summary>Makes the instruments over the regions' topics.</summary>
    public static void Register(IMeterFactory factory, IReadOnlyList<KafkaTopicSource> sources)
    {
        var meter = factory.Create(CentralMetrics.MeterName);
        Gauge("reachable", source => source.IsReachable ? 1 : 0, "1 while the brokers of a region's topic answer.");
        Gauge("partitions", source => source.Partitions, "Partitions of a region's topic, as far as known.");
        Gauge("unread_messages", source => source.UnreadMessages,
            "Messages of a region's topic that were not read yet, transaction markers included, as of the brokers' last answer.");
        meter.CreateObservableCounter("aggregator_central_topic_errors_total", () => All(source => source.Errors), null,
            "Errors that the client of a region's topic met since the start: connections, partitions, rights.");

        void Gauge(string name, Func<KafkaTopicSource, long> value, string help) =>
            meter.CreateObservableGauge($"aggregator_central_topic_{name}", () => All(value), null, help);

        IEnumerable<Measurement<long>> All(Func<KafkaTopicSource, long> value) => sources.Select(
            source => new Measurement<long>(value(source), new KeyValuePair<string, object?>("source_region", source.Region)));
    }
}
