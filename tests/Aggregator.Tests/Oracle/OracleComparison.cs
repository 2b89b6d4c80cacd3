using Aggregator.Core.Aggregation;

namespace Aggregator.Tests.Oracle;

/// <summary>Compares an exposition with what the oracle says, series by series, in both directions.</summary>
internal static class OracleComparison
{
    // Half a bucket of the latency histogram, and a little for the rounding of its middle.
    private const double P99Tolerance = 0.045;
    private const double RatioTolerance = 1e-12;

    private static readonly string[] Counters = ["_total", "_bucket", "_sum", "_count"];

    /// <summary>
    /// What is missing, too much or wrong in the <c>namespace_…</c> series of <paramref name="exposition"/>; empty when
    /// they are the oracle's counters and its gauges of the minute before <paramref name="endMs"/>.
    /// </summary>
    public static IReadOnlyList<string> Differences(string exposition, ReferenceRollup oracle, long endMs)
    {
        var actual = NamespacesOf(exposition);
        return [.. Take(actual, oracle.Counters), .. Take(actual, oracle.Gauges(endMs)), .. Unknown(actual)];
    }

    /// <summary>The same for the counters alone.</summary>
    public static IReadOnlyList<string> CounterDifferences(string exposition, ReferenceRollup oracle)
    {
        var actual = NamespacesOf(exposition)
            .Where(sample => Counters.Any(suffix => sample.Key.Name.EndsWith(suffix, StringComparison.Ordinal))).ToDictionary();
        return [.. Take(actual, oracle.Counters), .. Unknown(actual)];
    }

    /// <summary>Where gauges end once every source has ended: the end of the newest log's window.</summary>
    public static long FinalEndMs(long highestEventMs) => (highestEventMs / ReferenceRollup.WindowMs + 1) * ReferenceRollup.WindowMs;

    /// <summary>A row of the product as the oracle writes one.</summary>
    public static OracleRow RowOf(Row row)
    {
        var (key, measures) = (row.Key, row.Measures);
        return new OracleRow(
            key.WindowStartMs, key.Product, key.Api, key.Version, key.CallerUid, key.RegionId, key.AppGroup, row.Level.Label,
            key.HttpCode, key.ErrorCode, key.BizRegionId, measures.Count, measures.RtCount, measures.RtSum, measures.RtMax, measures.Slow,
            key.HttpCode / 100 == 2 ? measures.Count : 0, key.HttpCode / 100 == 5 ? measures.Count : 0,
            key.HttpCode == 503 ? measures.Count : 0, measures.Throttled);
    }

    private static Dictionary<OracleSeries, double> NamespacesOf(string exposition) => OracleSeries.Parse(exposition)
        .Where(sample => sample.Key.Name.StartsWith("namespace_", StringComparison.Ordinal)).ToDictionary();

    private static List<string> Take(Dictionary<OracleSeries, double> actual, Dictionary<OracleSeries, double> expected)
    {
        var differences = new List<string>();
        foreach (var (series, wanted) in expected)
        {
            var tolerance = series.Name.EndsWith("rt_p99", StringComparison.Ordinal) ? P99Tolerance : RatioTolerance;
            if (!actual.Remove(series, out var value)) differences.Add($"{series} is missing, not {wanted}");
            else if (Math.Abs(value - wanted) > tolerance * Math.Abs(wanted)) differences.Add($"{series} is {value}, not {wanted}");
        }
        return differences;
    }

    // The oracle does not know the late counters; where nothing is late they are 0.
    private static IEnumerable<string> Unknown(Dictionary<OracleSeries, double> rest) => rest
        .Where(sample => sample.Value != 0 || !sample.Key.Name.EndsWith("_late_total", StringComparison.Ordinal))
        .Select(sample => $"{sample.Key} is {sample.Value}, and the oracle does not know it");
}
