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

    /// <summary>A snapshot of everything, which was advanced to the scope's wall time and marked as published.</summary>
    public ExpositionSnapshot Publish(PublicationScope scope, Clocks clocks, RegionLogAges ages, long? slowMs, LedgerReport ledger)
    {
        var ends = new GaugeEnds(clocks, _slotMs);
        var families = new List<MetricFamily>();
        var moment = new PublicationMoment(scope.NowMs, ends, slowMs);
        foreach (var table in _tables) table.Publish(moment, families);

        var facts = Facts(scope, clocks, ends, ledger);
        families.AddRange(SelfMetrics.Families(facts));
        if (!clocks.EventTime) families.Add(LogAgeFamily.Of(ages));
        return new ExpositionSnapshot(families, facts);
    }

    private PublicationFacts Facts(PublicationScope scope, Clocks clocks, GaugeEnds ends, LedgerReport ledger)
    {
        var fed = _rollups.Product.FedSecondLabels();
        return new PublicationFacts(
            clocks.NowMs, clocks.EventTime, Known(ends.GlobalMs),
            [.. Enumerable.Range(0, clocks.Regions.Count)
                .Where(region => scope.Shows(clocks.Regions[region].Region))
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

/// <summary>What a publication is of.</summary>
/// <param name="NowMs">Wall time in ms.</param>
/// <param name="Regions">Regions whose clocks are shown, null for all: one that was taken out of the configuration must not look silent for ever.</param>
internal readonly record struct PublicationScope(long NowMs, IReadOnlySet<string>? Regions)
{
    /// <summary>True when the region's clock is shown.</summary>
    public bool Shows(string region) => Regions?.Contains(region) ?? true;
}
