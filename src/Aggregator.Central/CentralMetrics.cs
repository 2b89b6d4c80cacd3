using System.Diagnostics.Metrics;
using Aggregator.Central.Topics;

namespace Aggregator.Central;

/// <summary>
/// The central job's telemetry that must be there even when no snapshot is: every instrument, its unit and its help. What
/// belongs to a publication is in <see cref="Expose.SelfMetrics"/>.
/// </summary>
public static class CentralMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "aggregator_central";

    /// <summary>Makes the instruments over the topics that are merged.</summary>
    public static void Register(IMeterFactory factory, IReadOnlyList<CompactTopic> topics)
    {
        var meter = factory.Create(MeterName);
        meter.CreateObservableGauge(
            "aggregator_central_topic_held", () => topics.Select(topic => Measure(topic, topic.Held is null ? 0L : 1L)), null,
            "1 while a region's topic is held because a batch cannot be read; the job's log says what to do.");
        meter.CreateObservableGauge(
            "aggregator_central_topic_unread_bytes", () => topics.Where(topic => topic.Source is LocalTopicSource)
                .Select(topic => Measure(topic, ((LocalTopicSource)topic.Source).UnreadBytes)), null,
            "Bytes of a region's embedded topic that were not read yet.");
        meter.CreateObservableGauge(
            "aggregator_central_topic_last_flush_seconds",
            () => topics.Where(topic => topic.LastCreatedMs > 0).Select(topic => Measure(topic, topic.LastCreatedMs / 1000.0)), null,
            "When the newest flush read from the region was made (Unix time); how old that is tells how far reading is behind.");
        meter.CreateObservableCounter(
            "aggregator_central_topic_discarded_flushes_total", () => topics.Select(topic => Measure(topic, topic.DiscardedFlushes)), null,
            "Flushes of a region that were begun and never finished, since the start; their logs are read again.");
        meter.CreateObservableCounter(
            "aggregator_central_topic_stray_chunks_total", () => topics.Select(topic => Measure(topic, topic.StrayChunks)), null,
            "Chunks of a region's flushes that were read without the ones before them, since the start.");
    }

    private static Measurement<T> Measure<T>(CompactTopic topic, T value)
        where T : struct =>
        new(value, new KeyValuePair<string, object?>("source_region", topic.Region));
}
