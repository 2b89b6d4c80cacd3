using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Pipeline.PipelineScope;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>The pipeline in eight numbers.</summary>
internal static class HealthPanels
{
    // Enough flushes that one slow one is no P99.
    private const string Window = "[5m]";

    public static IReadOnlyList<Panel> All { get; } =
    [
        new StatPanel(1, "up-now", "Targets up", new($"sum(up{Telemetry.AllJobs}) / count(up{Telemetry.AllJobs})"))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = Thresholds.Below(1, 0.9),
            Description = "Share of the aggregator's scrape targets that answer. Below 100 %, the panel of targets says which: start that job, or mend the way to it.",
        },
        new StatPanel(
            2, "freshness-now", "Freshness P99",
            new($"histogram_quantile(0.99, sum by (le) (rate({Telemetry.LogAge}_bucket{Regions}{Window})))"))
        {
            Width = 3,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Above(20, 30),
            Description = "Age of 99 % of the logs when they were first counted at /metrics, over five minutes; a scrape adds up to 10 s. The goal is 30 s. "
                + "When it is worse, the panels of freshness say in which region.",
        },
        new StatPanel(3, "lag-now", "Worst lag", new($"max({Telemetry.RegionLag}{Regions})"))
        {
            Width = 3,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Behind,
            Description = "How far the slowest partition of all chosen regions is behind now. From 60 s on (current_within) its region is shown without it.",
        },
        new StatPanel(4, "completeness-now", "Least complete", new($"min({Telemetry.RegionCompleteness}{Regions})"))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = Thresholds.Below(1, 0.5),
            Description = "Share of partitions that keep up, of the worst region. Below 100 %, numbers of that region are too low: see the table of regions.",
        },
        new StatPanel(5, "ledger-now", "Ledgers that balance", new($"avg({Telemetry.LedgerBalanced}{Regions})"))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = Thresholds.Below(1, 0.99),
            Description = "Share of regions whose every log was counted exactly once. Below 100 %, the panels of the ledger say what is missing or double.",
        },
        new StatPanel(
            6, "late-now", "Late logs",
            new(PromQl.Share($"sum(rate({Telemetry.CountedLogs}{Only("into=\"late\"")}{Window}))", $"sum(rate({Telemetry.CountedLogs}{Regions}{Window}))")))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = Thresholds.Above(0.001, 0.01),
            Description = "Share of logs that came over counter_max_age (5 m) late in five minutes, and so went to the late counters alone. Usual while "
                + "a region catches up after an outage; otherwise its shippers hold logs back.",
        },
        new StatPanel(
            7, "rejected-now", "Rejected logs",
            new(PromQl.Share($"sum(rate({Telemetry.Logs}{Only("outcome!~\"aggregated|filtered\"")}{Window}))", $"sum(rate({Telemetry.LogsRead}{Regions}{Window}))")))
        {
            Width = 3,
            Unit = Units.Share,
            Thresholds = Thresholds.Above(0.005, 0.05),
            Description = "Share of logs that were malformed, from the future or too old, in five minutes: they are in no metric. See which, below; the dead letters hold them.",
        },
        new StatPanel(8, "firing-now", "Firing alerts", new($"count({FiringAlerts.OfPipeline()}) or vector(0)"))
        {
            Width = 3,
            Thresholds = Thresholds.Above(1, 5),
            Description = "Alerts of the pipeline that fire now, in all regions. Each has a section in docs/OPERATIONS.md with symptom, cause and remedy.",
        },
    ];
}
