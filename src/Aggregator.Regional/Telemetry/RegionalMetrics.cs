using System.Diagnostics.Metrics;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;

namespace Aggregator.Regional.Telemetry;

/// <summary>The regional job's own telemetry: every instrument, its unit and its help. Read at a scrape, from snapshots.</summary>
public static class RegionalMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "aggregator_regional";

    /// <summary>Makes the instruments over the regions that run in this process.</summary>
    public static void Register(IMeterFactory factory, IReadOnlyList<RegionalProgress> regions, DeadLetterFile? deadLetters)
    {
        var meter = factory.Create(MeterName);
        meter.CreateObservableCounter(
            "aggregator_regional_logs_total", () => regions.SelectMany(Logs), null,
            "Logs read, by outcome; the detail is the filter rule or the reason.");
        Counter("late_logs", "Logs that came after their window was closed; they are counted all the same.", r => r.LateLogs);
        Counter("invalid_latencies", "Logs aggregated without their latency, because it was no latency.", r => r.InvalidLatencies);
        Counter("flushes", "Flushes made, heartbeats included.", r => r.Flushes);
        Counter("rows", "Rows sent to the compact topic.", r => r.Rows);
        Gauge("watermark_seconds", "Least watermark of the live partitions, in seconds since the Unix epoch.", r => r.WatermarkMs);
        Gauge("last_flush_seconds", "Wall time of the last flush, in seconds since the Unix epoch.", r => r.LastFlushMs);

        if (deadLetters is not null)
        {
            meter.CreateObservableCounter(
                "aggregator_regional_dead_letters_total", () => deadLetters.Written, null, "Rejected logs that were written to the dead-letter file.");
            meter.CreateObservableCounter(
                "aggregator_regional_dead_letters_lost_total", () => deadLetters.Lost, null, "Rejected logs that the disk refused to take; they are counted in their outcome all the same.");
        }

        void Counter(string name, string help, Func<RegionalProgressSnapshot, long> value) =>
            meter.CreateObservableCounter(
                $"aggregator_regional_{name}_total", () => regions.Select(r => Measure(r.Current, value(r.Current))), null, help);

        void Gauge(string name, string help, Func<RegionalProgressSnapshot, long> valueMs) =>
            meter.CreateObservableGauge(
                $"aggregator_regional_{name}", () => regions
                    .Where(r => valueMs(r.Current) is not (0 or WatermarkTracker.None))
                    .Select(r => Measure(r.Current, valueMs(r.Current) / 1000.0)), null, help);
    }

    private static Measurement<T> Measure<T>(RegionalProgressSnapshot region, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>("source_region", region.Region));

    private static IEnumerable<Measurement<long>> Logs(RegionalProgress region) => region.Current.Outcomes.Select(entry =>
        new Measurement<long>(
            entry.Value,
            new("source_region", region.Current.Region),
            new("outcome", OutcomeNames.Of(entry.Key.Outcome)),
            new("detail", entry.Key.Detail)));
}
