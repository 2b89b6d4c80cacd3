using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Pipeline.PipelineScope;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>Whether every log was counted once.</summary>
internal static class LedgerPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new StateTimelinePanel(26, "ledger", "Ledger by region", new($"min by (source_region) ({Telemetry.LedgerBalanced}{Regions})", Region))
        {
            Width = 8,
            Unit = Units.YesNo,
            Thresholds = Thresholds.GoodFrom(1),
            Description = "Whether every log of the region was counted exactly once: counts agree, no position is missing or double. No: the panels beside it say what.",
        },
        new TimeSeriesPanel(
            27, "losses", "Missing",
            new Query($"max by (source_region) ({Telemetry.OpenGapPositions}{Regions})", "{{source_region}}, open gap"),
            Rate(Telemetry.LostPositions, "{{source_region}}, lost a second"),
            Rate(Telemetry.ExpiredMessages, "{{source_region}}, expired a second"),
            Rate(Telemetry.SkippedBatches, "{{source_region}}, skipped a second"))
        {
            Width = 8,
            Description = "Source positions that are missing for longer than the grace time, and what was lost for good a second: positions and messages that retention "
                + "deleted before they were read, batches that the operator skipped. Open gaps close when the worker that has them flushes; what is "
                + "lost in a topic of logs can be made up with replay while the logs are there.",
        },
        new TimeSeriesPanel(
            28, "doubles", "Double or wrong",
            Rate(Telemetry.OverlapPositions, "{{source_region}}, overlap"),
            Rate(Telemetry.ImbalanceLogs, "{{source_region}}, imbalance"),
            Rate(Telemetry.Gaps, "{{source_region}}, new gaps"),
            Rate(Telemetry.ReplacedTopics, "{{source_region}}, replaced topic"))
        {
            Width = 8,
            Unit = Units.PerSecond,
            Description = "A second: source positions counted more than once (usual with delivery at-least-once after a crash, never with exactly-once), logs by which "
                + "flushes do not add up (a defect: keep the topic and report it), new gaps, and topics that were deleted and made anew.",
        },
    ];
}
