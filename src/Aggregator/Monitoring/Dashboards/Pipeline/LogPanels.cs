using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Pipeline.PipelineScope;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>What became of the logs.</summary>
internal static class LogPanels
{
    public static IReadOnlyList<Panel> All { get; } =
    [
        new TimeSeriesPanel(19, "logs", "Logs by region", new Query(PromQl.Rate(Telemetry.LogsRead, Regions, ByRegion), Region))
        {
            Width = 6,
            Unit = Units.Logs,
            IsStacked = true,
            Links = [DrillDown.SourceRegion],
            Description = "Logs a second that each region read, as the centre learns of them. It moves with the flushes, so a lag shows as a gap and then a peak.",
        },
        new TimeSeriesPanel(20, "outcomes", "Outcomes", new Query(PromQl.Rate(Telemetry.Logs, Regions, "outcome"), "{{outcome}}"))
        {
            Width = 6,
            Unit = Units.Logs,
            IsStacked = true,
            Colors = [("aggregated", "green"), ("filtered", "blue"), ("malformed", "red"), ("future", "orange"), ("too_old", "purple")],
            Description = "Logs a second by what became of them; every log has one outcome. All but aggregated and filtered are in no metric.",
        },
        new TimeSeriesPanel(
            21, "rejected", "Filtered and rejected", new Query(PromQl.Rate(Telemetry.Logs, Only("outcome!=\"aggregated\""), "outcome, detail"), "{{outcome}} {{detail}}"))
        {
            Width = 6,
            Unit = Units.Logs,
            Description = "Logs a second that are in no metric, by outcome and by the filter's name or the reason. cut_off: a shipper or a disk cuts lines; "
                + "future: a gateway's clock is ahead; required: logs without product or API. The dead letters hold the logs themselves.",
        },
        new TimeSeriesPanel(
            22, "malformed", "Malformed by region",
            new Query(PromQl.Share(PromQl.Rate(Telemetry.Logs, Only("outcome=\"malformed\""), ByRegion), PromQl.Rate(Telemetry.LogsRead, Regions, ByRegion)), Region))
        {
            Width = 6,
            Unit = Units.Share,
            Links = [DrillDown.SourceRegion],
            Description = "Share of each region's logs that cannot be read as logs. A rise after a roll-out of the gateway or its shippers: the format "
                + "changed; see CONFIGURATION.md for what is read, and inspect --dead-letters for the logs.",
        },
        new TimeSeriesPanel(
            23, "late-logs", "Late logs",
            new Query(PromQl.Rate(Telemetry.RegionalLateLogs, Regions, ByRegion), "{{source_region}}, window closed"),
            new Query(PromQl.Rate(Telemetry.CountedLogs, Only("into=\"late\""), ByRegion), "{{source_region}}, late counters"))
        {
            Width = 12,
            Unit = Units.Logs,
            Description = "Logs a second that came after their window was closed: they are counted all the same. Those that came over counter_max_age (5 m) late "
                + "went to the late counters alone. Steady: raise windows.out_of_orderness, or mend the shippers; in a wave: a region is catching up.",
        },
        new TimeSeriesPanel(
            24, "future", "From the future and too old",
            new Query(PromQl.Rate(Telemetry.RegionalLogs, Only("outcome=~\"future|too_old|malformed\""), "source_region, outcome"), "{{source_region}} {{outcome}}"))
        {
            Width = 6,
            Unit = Units.Logs,
            Description = "Rejected logs a second as the regional jobs themselves tell, by region and outcome. future: mend the clock of the gateway's "
                + "nodes (NTP), or raise windows.max_future; too_old: a shipper sends what is over a day old, which replay can still count.",
        },
        new TimeSeriesPanel(
            25, "invalid-latencies", "Logs without a valid latency", new Query(PromQl.Rate(Telemetry.RegionalInvalidLatencies, Regions, ByRegion), Region))
        {
            Width = 6,
            Unit = Units.Logs,
            Description = "Logs a second that were counted without their latency, because it is missing, negative, over 24 h or no number. Means and quantiles are of the others.",
        },
    ];
}
