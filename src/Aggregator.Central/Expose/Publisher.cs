using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.Rollup;

namespace Aggregator.Central.Expose;

/// <summary>Makes snapshots of the tables, the clocks and the ledger, and changes none of them.</summary>
internal sealed class Publisher
{
    private readonly IReadOnlyList<TablePublisher> _tables;
    private readonly RollupTables _rollups;
    private readonly long _slotMs;

    public Publisher(RollupTables rollups, RingLayout layout, CentralOptions options)
    {
        (_rollups, _slotMs) = (rollups, layout.SlotMs);
        _tables = [.. rollups.All.Select(table => new TablePublisher(table, layout, ShownOf(table, options.Metrics)))];
    }

    /// <summary>A snapshot of everything, which was advanced to wall time <paramref name="nowMs"/> and marked as published.</summary>
    public ExpositionSnapshot Publish(Clocks clocks, RegionLogAges ages, long? slowMs, LedgerReport ledger, long nowMs)
    {
        var ends = new GaugeEnds(clocks, _slotMs);
        var families = new List<MetricFamily>();
        var moment = new PublicationMoment(nowMs, ends, slowMs);
        foreach (var table in _tables) table.Publish(moment, families);

        var facts = Facts(clocks, ends, ledger);
        families.AddRange(SelfMetrics.Families(facts));
        if (!clocks.EventTime) families.Add(LogAgeFamily.Of(ages));
        return new ExpositionSnapshot(families, facts);
    }

    private PublicationFacts Facts(Clocks clocks, GaugeEnds ends, LedgerReport ledger)
    {
        var fed = _rollups.Product.FedSecondLabels();
        return new PublicationFacts(
            clocks.NowMs, clocks.EventTime, Known(ends.GlobalMs),
            [.. Enumerable.Range(0, clocks.Regions.Count)
                .Select(region => RegionFactsOf(clocks.Regions[region], ends.OfRegion(region), fed.Of(region)))
                .OrderBy(facts => facts.Region, StringComparer.Ordinal)],
            [.. _rollups.Budgets.Select(b => new NamespaceFacts(b.Namespace, b.Used, b.Limit, b.OverflowLogs, b.TopOffenders))],
            ledger);
    }

    private static RegionFacts RegionFactsOf((string Region, RegionClock Clock) region, long endMs, IReadOnlyList<string> regionIds) => new(
        region.Region, endMs != GaugeEnds.None, Known(region.Clock.ClockMs), Known(endMs), region.Clock.KnownPartitions,
        region.Clock.CurrentPartitions, region.Clock.Completeness, region.Clock.LagMs, regionIds);

    private static long? Known(long timeMs) => timeMs == long.MinValue ? null : timeMs;

    private static IReadOnlyList<string> ShownOf(RollupTable table, MetricOptions options) => table.Definition.Part switch
    {
        ExpositionPart.Product => options.Product,
        ExpositionPart.Api => options.Api,
        ExpositionPart.ErrorCode => options.ErrorCode,
        _ => options.Tenant,
    };
}
