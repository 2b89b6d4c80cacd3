using Aggregator.Central.Merge;

namespace Aggregator.Central.Expose;

/// <summary>What a snapshot says of itself. Immutable.</summary>
/// <param name="PublishedMs">When it was made: wall time, or in event time the highest event time, in ms.</param>
/// <param name="EventTime">True while the centre's now is the highest event time.</param>
/// <param name="GlobalEndMs">End of the minute that mixed gauges show; null when they show none.</param>
/// <param name="Regions">Clocks by region name.</param>
/// <param name="Namespaces">Label sets by namespace, in the order of the exposition.</param>
/// <param name="Ledger">What was counted.</param>
public sealed record PublicationFacts(
    long PublishedMs, bool EventTime, long? GlobalEndMs, IReadOnlyList<RegionFacts> Regions,
    IReadOnlyList<NamespaceFacts> Namespaces, LedgerReport Ledger);

/// <summary>One region's clock.</summary>
/// <param name="Region">Source region.</param>
/// <param name="IsCurrent">True while its gauges are shown.</param>
/// <param name="ClockMs">Its clock, event time in ms; null before it had one.</param>
/// <param name="EndMs">End of the minute that its own gauges show; null when they show none.</param>
/// <param name="KnownPartitions">Partitions that should keep up.</param>
/// <param name="CurrentPartitions">Partitions that do.</param>
/// <param name="Completeness">Their share, 0 to 1; 1 when there is nothing left to wait for.</param>
/// <param name="LagMs">How far the slowest known partition is behind, in ms.</param>
/// <param name="RegionIds">The values of the label region_id whose series it feeds, sorted.</param>
public sealed record RegionFacts(
    string Region, bool IsCurrent, long? ClockMs, long? EndMs, int KnownPartitions, int CurrentPartitions,
    double Completeness, long LagMs, IReadOnlyList<string> RegionIds);

/// <summary>One namespace's label sets.</summary>
/// <param name="Namespace">product, api, error_code or tenant.</param>
/// <param name="LabelSets">Label sets, without <c>__overflow__</c> and <c>other</c>.</param>
/// <param name="Budget">How many there may be.</param>
/// <param name="OverflowLogs">Logs summed in <c>__overflow__</c>.</param>
/// <param name="TopOffenders">The first label's values that brought most of them, with about how many logs.</param>
public sealed record NamespaceFacts(
    string Namespace, int LabelSets, int Budget, long OverflowLogs, IReadOnlyList<(string Name, long Count)> TopOffenders);
