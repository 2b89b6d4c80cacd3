using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>The ledger at one moment. Immutable.</summary>
/// <param name="Regions">By name.</param>
public sealed record LedgerReport(IReadOnlyList<RegionLedgerReport> Regions)
{
    /// <summary>True when every region's counts agree and every position was covered exactly once.</summary>
    public bool IsBalanced => Regions.All(region => region.IsBalanced);
}

/// <summary>One region in the ledger: totals since the state began.</summary>
/// <param name="Region">Source region.</param>
/// <param name="Flushes">Flushes merged.</param>
/// <param name="RepeatedFlushes">Exact repeats that were dropped.</param>
/// <param name="Messages">Messages (lines) read.</param>
/// <param name="LogsRead">Logs read.</param>
/// <param name="Outcomes">Logs by outcome and detail, in that order.</param>
/// <param name="RowLogs">Logs in the rows.</param>
/// <param name="CountedTotal">Logs that <c>namespace_product_gw_http_req_total</c> gained.</param>
/// <param name="CountedLate">Logs that <c>namespace_product_gw_http_req_late_total</c> gained.</param>
/// <param name="Holes">Positions that never were logs.</param>
/// <param name="LostPositions">Positions that could not be read any more.</param>
/// <param name="OverlapPositions">Positions that were covered more than once.</param>
/// <param name="Gaps">Gaps that were open for longer than the grace time.</param>
/// <param name="OpenGapPositions">Positions in such gaps that are still open.</param>
/// <param name="ImbalanceLogs">Logs by which flushes did not add up.</param>
/// <param name="SkippedBatches">Batches of the compact topic that the operator let be skipped.</param>
/// <param name="ExpiredMessages">Messages of the compact topic that it kept no longer when they were to be read.</param>
/// <param name="ReplacedTopics">How often the compact topic was found made anew or cut off.</param>
public sealed record RegionLedgerReport(
    string Region, long Flushes, long RepeatedFlushes, long Messages, long LogsRead, IReadOnlyList<OutcomeCount> Outcomes,
    long RowLogs, long CountedTotal, long CountedLate, long Holes, long LostPositions, long OverlapPositions, long Gaps,
    long OpenGapPositions, long ImbalanceLogs, long SkippedBatches, long ExpiredMessages, long ReplacedTopics)
{
    /// <summary>
    /// True when logs read = the sum of the outcomes, aggregated = logs in rows = logs counted, no position is missing,
    /// lost or covered twice, and that held for every flush.
    /// </summary>
    public bool IsBalanced =>
        LogsRead == Outcomes.Sum(outcome => outcome.Count)
        && LogsOf(Outcome.Aggregated) == RowLogs
        && RowLogs == CountedTotal + CountedLate
        && ImbalanceLogs == 0 && OverlapPositions == 0 && LostPositions == 0 && OpenGapPositions == 0;

    /// <summary>Logs with one outcome, whatever the detail.</summary>
    public long LogsOf(Outcome outcome) => Outcomes.Where(o => o.Outcome == outcome).Sum(o => o.Count);

    internal static RegionLedgerReport Of(RegionAccount account, long openGapPositions) => new(
        account.Region, account.Flushes, account.RepeatedFlushes, account.Messages, account.LogsRead,
        [.. account.Outcomes.Select(entry => new OutcomeCount(entry.Key.Outcome, entry.Key.Detail, entry.Value))],
        account.RowLogs, account.CountedTotal, account.CountedLate, account.Holes, account.Lost, account.OverlapPositions,
        account.Gaps, openGapPositions, account.ImbalanceLogs, account.SkippedBatches, account.ExpiredMessages, account.ReplacedTopics);
}
