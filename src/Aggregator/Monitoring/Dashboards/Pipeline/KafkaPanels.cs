using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Pipeline.PipelineScope;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>Regional jobs on Kafka, and the topics that the centre reads. Empty in a standalone.</summary>
internal static class KafkaPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new TimeSeriesPanel(
            45, "topic-unread", "Topic: unread messages", new Query($"sum by (source_region) ({Telemetry.TopicUnreadMessages}{Regions})", Region))
        {
            Width = 6,
            Links = [DrillDown.SourceRegion],
            Description = "Messages of each region's compact topic that the centre has not read yet, transaction markers included. It falls after a restart; when it "
                + "grows, the centre is too slow, or the topic is held.",
        },
        new StateTimelinePanel(46, "topic-reachable", "Topic: brokers", new($"min by (source_region) ({Telemetry.TopicReachable}{Regions})", Region))
        {
            Width = 6,
            Unit = Units.YesNo,
            Thresholds = Thresholds.GoodFrom(1),
            Description = "Whether the brokers of each region's compact topic answer the centre. No: the line between, the brokers, or rights; nothing is lost within the topic's retention.",
        },
        new TimeSeriesPanel(
            47, "topic-errors", "Topic: errors and broken flushes",
            Rate(Telemetry.TopicErrors, "{{source_region}}, errors"),
            Rate(Telemetry.TopicDiscardedFlushes, "{{source_region}}, unfinished flushes"),
            Rate(Telemetry.TopicStrayChunks, "{{source_region}}, stray chunks"),
            Rate(Telemetry.RepeatedFlushes, "{{source_region}}, repeated flushes"))
        {
            Width = 6,
            Unit = Units.PerSecond,
            Description = "A second: errors that the centre's client met, flushes that were begun and never finished (their logs are read again), chunks without a beginning, "
                + "and flushes that came again and were dropped. Some after a crash; steady ones mean unsteady brokers or workers that are thrown out of their group.",
        },
        new TimeSeriesPanel(
            48, "regional-lag", "Regional jobs: lag", new Query($"sum by (source_region, topic) ({Telemetry.RegionalLagMessages}{Regions})", "{{source_region}} {{topic}}"))
        {
            Width = 6,
            Description = "Messages of the topics of logs that regional jobs have not read yet. When it grows: more workers (up to one a partition), or more cores.",
        },
        new TimeSeriesPanel(
            49, "sessions", "Regional jobs: sessions that ended",
            new Query(PromQl.Rate(Telemetry.RegionalSessionEnds, Regions, "source_region, reason"), "{{source_region}} {{reason}}"),
            Rate(Telemetry.RegionalLostAssignments, "{{source_region}}, lost assignments"),
            Rate(Telemetry.RegionalSessions, "{{source_region}}, begun"))
        {
            Width = 8,
            Unit = Units.PerSecond,
            Description = "Sessions a second that ended for another reason than a stop, by reason, and the next that were begun. start: brokers or topics are not there; flush: they "
                + "refuse what is sent; lost: the worker was too slow for its group; position, consumer, partition: see the job's log, which names the remedy.",
        },
        new TimeSeriesPanel(
            50, "commits", "Regional jobs: time of a commit",
            new Query(PromQl.Share(PromQl.Rate(Telemetry.RegionalCommitSeconds, Regions, ByRegion), PromQl.Rate(Telemetry.RegionalCommits, Regions, ByRegion)), Region))
        {
            Width = 8,
            Unit = Units.Seconds,
            Description = "Mean time of a flush from its first message to the commit of its offsets. Over a second: brokers are slow, or far away. Freshness suffers first.",
        },
        new TimeSeriesPanel(
            51, "dead-letters", "Regional jobs: dead letters",
            Rate(Telemetry.RegionalTopicDeadLetters, "{{source_region}}, to the topic"),
            Rate(Telemetry.RegionalTopicDeadLettersLost, "{{source_region}}, lost"),
            new Query(PromQl.Rate(Telemetry.RegionalDeadLetters, Telemetry.AllJobs), "to files"),
            new Query(PromQl.Rate(Telemetry.RegionalDeadLettersLost, Telemetry.AllJobs), "to files, lost"))
        {
            Width = 8,
            Unit = Units.Logs,
            Description = "Rejected logs a second that were kept for inspection, and those that could not be: they are counted all the same. Lost: a full disk, or too many "
                + "in one message.",
        },
        new TimeSeriesPanel(
            52, "workers", "Workers and partitions",
            new Query($"sum by (source_region) ({Telemetry.RegionalAssigned}{Regions})", "{{source_region}} workers"),
            new Query($"max by (source_region) ({Telemetry.TopicPartitions}{Regions})", "{{source_region}} partitions of the compact topic"))
        {
            Width = 12,
            Description = "Workers that have their partitions, and partitions of the compact topic. Fewer workers than were started: some are down, or wait for their group.",
        },
        new TimeSeriesPanel(
            53, "regional-flush-age", "Regional jobs: age of the last flush", new Query($"time() - max by (source_region, instance) ({Telemetry.RegionalLastFlush}{Regions})", "{{source_region}} {{instance}}"))
        {
            Width = 12,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Behind,
            Description = "How long ago each regional job flushed, as it says itself. It is scraped in its region: fresh here and old at the centre, the way between is down.",
        },
    ];
}
