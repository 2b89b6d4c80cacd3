using System.Diagnostics.Metrics;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest.Kafka;

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
        Counter("holes", "Positions that never were messages: transaction markers, aborted and compacted records.", r => r.Holes);
        Counter("lost_positions", "Positions that could not be read any more: retention has passed them, or a file is gone. Their logs are lost.", r => r.LostPositions);
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

    /// <summary>Makes the instruments of a worker on Kafka.</summary>
    public static void RegisterKafka(IMeterFactory factory, string region, KafkaTelemetry kafka)
    {
        var meter = factory.Create(MeterName);
        var label = new KeyValuePair<string, object?>("source_region", region);
        Counter("sessions", "Sessions begun: one, and one more for each that ended for another reason than a stop.", () => kafka.Sessions);
        Counter("revocations", "Assignments given away, after a flush.", () => kafka.Revocations);
        Counter("lost_assignments", "Assignments lost: others read again what was not flushed.", () => kafka.LostAssignments);
        Counter("commits", "Flushes committed with their offsets.", () => kafka.Commits.Count);
        Counter("topic_dead_letters", "Rejected logs that were written to the dead-letter topic.", () => kafka.DeadLetters);
        Counter("topic_dead_letters_lost", "Rejected logs that were too many in one message to be written there; they are counted in their outcome all the same.", () => kafka.DeadLettersLost);
        meter.CreateObservableCounter(
            "aggregator_regional_commit_seconds_total", () => new Measurement<double>(kafka.Commits.Time.TotalSeconds, label), null,
            "Time that the committed flushes took, from the first message to the commit.");
        meter.CreateObservableCounter(
            "aggregator_regional_session_ends_total",
            () => Enum.GetValues<SessionEnd>().Select(end => new Measurement<long>(kafka.EndsBecauseOf(end), label, new("reason", NameOf(end)))), null,
            "Sessions that ended for another reason than a stop; the next one reads again what they had not flushed.");
        meter.CreateObservableGauge(
            "aggregator_regional_lag_messages", () => kafka.Positions.Select(position => PerPartition(label, position, position.Messages)), null,
            "Positions between the next one to read and the partition's end, as of the last fetch.");
        meter.CreateObservableGauge(
            "aggregator_regional_next_position", () => kafka.Positions.Select(position => PerPartition(label, position, position.Next)), null,
            "The next position to read; what lies before it is read, but perhaps not flushed.");
        meter.CreateObservableGauge(
            "aggregator_regional_idle", () => kafka.Positions.Select(position => PerPartition(label, position, position.IsIdle ? 1 : 0)), null,
            "1 while the partition's end is confirmed, so that its watermark follows the time.");
        meter.CreateObservableGauge(
            "aggregator_regional_assigned", () => new Measurement<long>(kafka.IsAssigned ? 1 : 0, label), null,
            "1 while the group has told this worker its partitions, be they none.");

        void Counter(string name, string help, Func<long> value) =>
            meter.CreateObservableCounter($"aggregator_regional_{name}_total", () => new Measurement<long>(value(), label), null, help);
    }

    private static Measurement<long> PerPartition(KeyValuePair<string, object?> region, PartitionLag partition, long value) =>
        new(value, region, new("topic", partition.Topic), new("partition", partition.Partition));

    private static string NameOf(SessionEnd end) => end switch
    {
        SessionEnd.Start => "start",
        SessionEnd.Lost => "lost",
        SessionEnd.Consumer => "consumer",
        SessionEnd.Flush => "flush",
        SessionEnd.Position => "position",
        SessionEnd.Partition => "partition",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "No such end."),
    };

    private static Measurement<T> Measure<T>(RegionalProgressSnapshot region, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>("source_region", region.Region));

    private static IEnumerable<Measurement<long>> Logs(RegionalProgress region) => region.Current.Outcomes.Select(entry =>
        new Measurement<long>(
            entry.Value,
            new("source_region", region.Current.Region),
            new("outcome", OutcomeNames.Of(entry.Key.Outcome)),
            new("detail", entry.Key.Detail)));
}
