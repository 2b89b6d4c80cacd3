using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;
using static Aggregator.Monitoring.Dashboards.Pipeline.PipelineScope;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>How old logs are when metrics show them.</summary>
internal static class FreshnessPanels
{
    private const string Buckets = Telemetry.LogAge + "_bucket";

    // The bucket of the objective: Prometheus 3 stores the bound 30 as 30.0.
    private const string InTime = "le=~\"30([.]0)?\"";

    public static IReadOnlyList<Panel> All { get; } =
    [
        new TimeSeriesPanel(
            9, "freshness", "Freshness",
            new Query(PromQl.Quantile("0.5", Buckets, Regions), "P50"),
            new Query(PromQl.Quantile("0.99", Buckets, Regions), "P99"))
        {
            Width = 6,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Above(20, 30),
            Description = "Age of logs at the publication that first counts them, from the middle of their window; a scrape adds up to 10 s. The goal is a P99 "
                + "of 30 s. All regions worse: the centre or its machine; one: its regional job, its brokers, or the shippers of its logs.",
        },
        new TimeSeriesPanel(10, "freshness-by-region", "Freshness P99 by region", new Query(PromQl.Quantile("0.99", Buckets, Regions, ByRegion), Region))
        {
            Width = 6,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Above(20, 30),
            Links = [DrillDown.SourceRegion],
            Description = "99th percentile of the age of logs when they are first counted, by region. Click a line to see that region alone.",
        },
        new TimeSeriesPanel(
            11, "freshness-burn", "Logs counted late",
            new Query(Late("[5m]"), Region + " 5 m"),
            new Query(Late("[1h]"), Region + " 1 h"))
        {
            Width = 6,
            Unit = Units.Share,
            HasFreeAxis = true,
            Thresholds = Thresholds.Above(0.01, 0.144),
            Links = [DrillDown.SourceRegion],
            Description = "Share of logs that were counted later than 30 s after their time, over 5 minutes and over an hour. The goal is under 1 %. "
                + "With both over 14.4 % AggregatorFreshnessBurn pages: in an hour that uses up what 14 hours may lose.",
        },
        new TimeSeriesPanel(
            12, "publication-age", "Age of publication and gauges",
            new Query($"time() - max({Telemetry.PublishedAt})", "publication"),
            new Query($"time() - max({Telemetry.PublishedEnd}{{scope=\"global\"}})", "minute of the gauges"))
        {
            Width = 6,
            Unit = Units.Seconds,
            Description = "How old the exposition is, and how long ago the minute ended that its gauges show. A publication is a few seconds old; when its age "
                + "grows, the centre merges nothing: look at its log, CPU and disk. When the minute's alone grows, every region lags.",
        },
    ];

    // As AggregatorFreshnessBurn has it, with its ranges.
    private static string Late(string range) =>
        "1 - " + PromQl.Share(
            $"sum by ({ByRegion}) (rate({Buckets}{Only(InTime)}{range}))",
            $"sum by ({ByRegion}) (rate({Telemetry.LogAge}_count{Regions}{range}))");
}
