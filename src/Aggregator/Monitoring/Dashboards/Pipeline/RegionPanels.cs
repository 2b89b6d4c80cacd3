using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Pipeline.PipelineScope;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>Which regions keep up.</summary>
internal static class RegionPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new TablePanel(13, "regions", "Regions")
        {
            Width = 12,
            Keys = [Columns.SourceRegion],
            Values =
            [
                new("Current", $"max by (source_region) ({Telemetry.RegionCurrent}{Regions})", Units.YesNo, Thresholds.GoodFrom(1)),
                new("Complete", $"min by (source_region) ({Telemetry.RegionCompleteness}{Regions})", Units.Share, Thresholds.Below(1, 0.5)),
                new("Lag", $"max by (source_region) ({Telemetry.RegionLag}{Regions})", Units.Seconds, Thresholds.Behind),
                new("Partitions", $"max by (source_region) ({Telemetry.RegionPartitions}{Regions})", Units.Count),
                new("Keep up", $"max by (source_region) ({Telemetry.RegionCurrentPartitions}{Regions})", Units.Count),
                new("Last flush", $"time() - max by (source_region) ({Telemetry.TopicLastFlush}{Regions})", Units.Seconds, Thresholds.Behind),
                new("Held", $"max by (source_region) ({Telemetry.TopicHeld}{Regions})", Units.YesNo, Thresholds.BadFrom(1)),
                new("Balanced", $"min by (source_region) ({Telemetry.LedgerBalanced}{Regions})", Units.YesNo, Thresholds.GoodFrom(1)),
            ],
            SortedBy = "Lag",
            Description = "Every source region, slowest first. Not current: nothing of it is shown. Old last flush: its regional job is down, or the way from it. "
                + "Recent flush with a lag: a partition has no worker, or its source is behind. Held: a batch cannot be read; the centre's log says what to do. "
                + "Click a region to see it alone.",
        },
        new TimeSeriesPanel(14, "lag", "Lag by region", new Query($"max by (source_region) ({Telemetry.RegionLag}{Regions})", Region))
        {
            Width = 6,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Behind,
            Links = [DrillDown.SourceRegion],
            Description = "How far each region's slowest partition is behind now. About 10 s is usual. A line that rises by a second a second is silent; one "
                + "that falls is catching up.",
        },
        new TimeSeriesPanel(15, "watermark", "Age of watermarks", new Query($"time() - max by (source_region) ({Telemetry.RegionWatermark}{Regions})", Region))
        {
            Width = 6,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Behind,
            Links = [DrillDown.SourceRegion],
            Description = "How old each region's clock is: no older log is expected of its partitions that keep up. When it stands still while flushes arrive, "
                + "the region's logs have no newer time: look at its shippers and their clocks.",
        },
        new StateTimelinePanel(16, "completeness", "Completeness by region", new($"min by (source_region) ({Telemetry.RegionCompleteness}{Regions})", Region))
        {
            Width = 12,
            Unit = Units.Share,
            Thresholds = Thresholds.Below(1, 0.5),
            Description = "Share of each region's partitions that keep up. Below 100 %, its numbers are too low, and alerts on missing traffic leave it out.",
        },
        new StateTimelinePanel(17, "topic-held", "Held topics", new($"max by (source_region) ({Telemetry.TopicHeld}{Regions})", Region))
        {
            Width = 6,
            Unit = Units.YesNo,
            Thresholds = Thresholds.BadFrom(1),
            Description = "Whether reading a region's topic has stopped at a batch that cannot be read: of a newer version, or damaged. Upgrade the centre first, or "
                + "skip the batch that its log names (central --skip).",
        },
        new TimeSeriesPanel(
            18, "flush-age", "Age of the newest flush", new Query($"time() - max by (source_region) ({Telemetry.TopicLastFlush}{Regions})", Region))
        {
            Width = 6,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Behind,
            Links = [DrillDown.SourceRegion],
            Description = "How long ago the newest flush was made that the centre has read of each region; every 5 s there is one, with or without logs. When it "
                + "grows, the regional job or the way from it is down, or the centre is still reading a backlog.",
        },
    ];
}
