using System.Globalization;
using Aggregator.Central.Merge;
using Aggregator.Core.Wire;

namespace Aggregator.Reports;

/// <summary>The ledger as a person reads it: one block a region, and a verdict.</summary>
public static class LedgerText
{
    /// <summary>Lines without a trailing line end.</summary>
    public static IEnumerable<string> Lines(LedgerReport ledger)
    {
        foreach (var region in ledger.Regions)
        {
            yield return $"ledger {region.Region}: read {Number(region.LogsRead)} = {Outcomes(region)}";
            yield return $"  aggregated {Number(region.LogsOf(Outcome.Aggregated))} = {Number(region.RowLogs)} in rows"
                + $" = {Number(region.CountedTotal)} in http_req_total + {Number(region.CountedLate)} in http_req_late_total";
            yield return $"  positions: {Number(region.OpenGapPositions)} missing, {Number(region.LostPositions)} lost,"
                + $" {Number(region.OverlapPositions)} covered twice, {Number(region.Holes)} holes";
            foreach (var detail in region.Outcomes.Where(outcome => outcome.Detail.Length > 0))
            {
                yield return $"  {OutcomeNames.Of(detail.Outcome)}/{detail.Detail} {Number(detail.Count)}";
            }
            if (region.LogsRead > 0 && region.LogsOf(Outcome.Aggregated) == 0) yield return NothingAggregated(region);
        }
        yield return ledger.IsBalanced
            ? "ledger: balanced; every log was counted once"
            : "ledger: NOT balanced; the lines above say where";
    }

    private static string NothingAggregated(RegionLedgerReport region)
    {
        var most = region.Outcomes.MaxBy(outcome => outcome.Count);
        var reason = most.Detail.Length > 0 ? $"{OutcomeNames.Of(most.Outcome)}/{most.Detail}" : OutcomeNames.Of(most.Outcome);
        return $"  warning: no log was aggregated, most were {reason}; check the format (--format or format:), the filters, and the times";
    }

    private static string Outcomes(RegionLedgerReport region) => string.Join(
        " + ", Enum.GetValues<Outcome>().Select(outcome => $"{OutcomeNames.Of(outcome)} {Number(region.LogsOf(outcome))}"));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
