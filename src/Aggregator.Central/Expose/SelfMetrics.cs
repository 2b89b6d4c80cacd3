using Aggregator.Central.Merge;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Expose;

/// <summary>
/// The metrics of the central job that belong to a publication: every <c>aggregator_central_…</c> name, unit and help
/// that a snapshot carries. Times are Unix seconds.
/// </summary>
internal static class SelfMetrics
{
    private const string Prefix = "aggregator_central_";

    /// <summary>The families, in the order of the exposition.</summary>
    public static IEnumerable<MetricFamily> Families(PublicationFacts facts) =>
    [
        .. Publication(facts), .. Regions(facts.Regions), .. Ledger(facts.Ledger.Regions), .. Namespaces(facts.Namespaces),
    ];

    private static IEnumerable<MetricFamily> Publication(PublicationFacts facts)
    {
        yield return Gauge("published_at_seconds", "When this exposition was made.", [(None, Seconds(facts.PublishedMs))]);
        yield return Gauge("event_time_mode", "1 while now is the highest event time instead of wall time.",
            [(None, facts.EventTime ? 1 : 0)]);
        yield return Gauge("published_end_seconds",
            "End of the minute that gauges show: of one region's own, and (scope global) of those that several regions feed.",
            [
                (LabelText.Build(("scope", "global")), Seconds(facts.GlobalEndMs)),
                .. facts.Regions.Select(r => (LabelText.Build(("scope", "region"), ("source_region", r.Region)), Seconds(r.EndMs))),
            ]);
    }

    private static IEnumerable<MetricFamily> Regions(IReadOnlyList<RegionFacts> regions)
    {
        yield return OfRegions("region_current", "1 while the region keeps up and its gauges are shown.", r => r.IsCurrent ? 1 : 0);
        yield return OfRegions("region_watermark_seconds", "The region's clock: the least watermark of its current partitions.",
            r => Seconds(r.ClockMs));
        yield return OfRegions("region_lag_seconds", "How far the region's slowest partition is behind now.", r => r.LagMs / 1000.0);
        yield return OfRegions("region_completeness_ratio", "Share of the region's partitions that keep up; gate alerts on it.",
            r => r.Completeness);
        yield return OfRegions("region_partitions", "Partitions of the region that should keep up.", r => r.KnownPartitions);
        yield return OfRegions("region_current_partitions", "Partitions of the region that keep up.", r => r.CurrentPartitions);
        yield return Gauge("region_feeds",
            "1 for every region_id of the product namespace whose series the region feeds: joins what they count with the region's completeness.",
            regions.SelectMany(r => r.RegionIds.Select(id =>
                (LabelText.Build(("source_region", r.Region), ("region_id", id)), 1.0))));

        ScalarFamily OfRegions(string name, string help, Func<RegionFacts, double> value) =>
            Gauge(name, help, regions.Select(r => (Region(r.Region), value(r))));
    }

    private static IEnumerable<MetricFamily> Ledger(IReadOnlyList<RegionLedgerReport> regions)
    {
        yield return Of("flushes_total", "Flushes merged.", r => r.Flushes);
        yield return Of("repeated_flushes_total", "Flushes that came again and were dropped.", r => r.RepeatedFlushes);
        yield return Of("messages_total", "Messages (lines) that the region read.", r => r.Messages);
        yield return Of("logs_read_total", "Logs that the region read.", r => r.LogsRead);
        yield return Counter("logs_total", "Logs by what became of them; they sum to the logs read.",
            regions.SelectMany(r => r.Outcomes.Select(o => (OutcomeLabels(r.Region, o), (double)o.Count))));
        yield return Of("row_logs_total", "Logs in the region's rows.", r => r.RowLogs);
        yield return Counter("counted_logs_total", "Logs added to product counters: the ordinary ones (into total) or the late ones (into late).",
            regions.SelectMany(r => new[]
            {
                (LabelText.Build(("source_region", r.Region), ("into", "total")), (double)r.CountedTotal),
                (LabelText.Build(("source_region", r.Region), ("into", "late")), r.CountedLate),
            }));
        yield return Of("hole_positions_total", "Source positions that never were logs.", r => r.Holes);
        yield return Of("lost_positions_total", "Source positions that could not be read any more: a loss.", r => r.LostPositions);
        yield return Of("overlap_positions_total", "Source positions that were covered more than once.", r => r.OverlapPositions);
        yield return Of("gaps_total", "Gaps in source positions that stayed open for longer than the grace time.", r => r.Gaps);
        yield return Of("imbalance_logs_total", "Logs by which flushes did not add up.", r => r.ImbalanceLogs);
        yield return Of("skipped_batches_total", "Batches of the region's topic that the operator let be skipped: their logs are missing.", r => r.SkippedBatches);
        yield return Of("expired_messages_total", "Messages of the region's topic that were deleted before they were read: their logs are missing.", r => r.ExpiredMessages);
        yield return Of("replaced_topics_total", "Times the region's topic ended before the position where reading was to go on.", r => r.ReplacedTopics);
        yield return Gauge("open_gap_positions", "Source positions that are missing for longer than the grace time.",
            regions.Select(r => (Region(r.Region), (double)r.OpenGapPositions)));
        yield return Gauge("ledger_balanced", "1 while every log was counted once: counts agree, no position is missing or double.",
            regions.Select(r => (Region(r.Region), r.IsBalanced ? 1.0 : 0.0)));

        ScalarFamily Of(string name, string help, Func<RegionLedgerReport, double> value) =>
            Counter(name, help, regions.Select(r => (Region(r.Region), value(r))));
    }

    private static IEnumerable<MetricFamily> Namespaces(IReadOnlyList<NamespaceFacts> namespaces)
    {
        yield return Gauge("label_sets", "Label sets of a namespace.", namespaces.Select(n => (Namespace(n), (double)n.LabelSets)));
        yield return Gauge("label_set_budget", "Label sets that a namespace may have.",
            namespaces.Select(n => (Namespace(n), (double)n.Budget)));
        yield return Counter("overflow_logs_total", "Logs summed in a namespace's __overflow__ label set.",
            namespaces.Select(n => (Namespace(n), (double)n.OverflowLogs)));
        yield return Gauge("overflow_offender_logs", "What brought most of a namespace's overflow, with about how many logs.",
            namespaces.SelectMany(n => n.TopOffenders.Select(o =>
                (LabelText.Build(("namespace", n.Namespace), ("offender", o.Name)), (double)o.Count))));
    }

    private static byte[] None => [];

    private static byte[] Region(string region) => LabelText.Build(("source_region", region));

    private static byte[] Namespace(NamespaceFacts facts) => LabelText.Build(("namespace", facts.Namespace));

    private static byte[] OutcomeLabels(string region, OutcomeCount outcome) => outcome.Detail.Length == 0
        ? LabelText.Build(("source_region", region), ("outcome", OutcomeNames.Of(outcome.Outcome)))
        : LabelText.Build(("source_region", region), ("outcome", OutcomeNames.Of(outcome.Outcome)), ("detail", outcome.Detail));

    private static double Seconds(long? ms) => ms is { } known ? known / 1000.0 : double.NaN;

    private static ScalarFamily Gauge(string name, string help, IEnumerable<(byte[] Labels, double Value)> samples) =>
        Family(name, "gauge", help, samples);

    private static ScalarFamily Counter(string name, string help, IEnumerable<(byte[] Labels, double Value)> samples) =>
        Family(name, "counter", help, samples);

    private static ScalarFamily Family(string name, string type, string help, IEnumerable<(byte[] Labels, double Value)> samples)
    {
        var all = samples.ToArray();
        return new ScalarFamily(
            ExpositionPart.Self, Prefix + name, type, help, [.. all.Select(s => s.Labels)], [.. all.Select(s => s.Value)]);
    }
}
