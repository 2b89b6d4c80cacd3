using System.Globalization;
using Aggregator.Core.Wire;

namespace Aggregator.Benchmarks.CoreWork;

/// <summary>Rows for a comparison with other programs: a group without the business region, its counts, and nothing of latencies but sum and slow.</summary>
internal static class RowDump
{
    public static void Write(Flush flush, string path)
    {
        using var file = new StreamWriter(path);
        var rows = flush.Rows.GroupBy(row => row.Key with { BizRegionId = "" }).Select(group => (group.Key, group.First().Level.Label, Rows: group.ToArray()));
        foreach (var (key, level, same) in rows)
        {
            file.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{key.WindowStartMs / 1000}\t{key.Product}\t{key.Api}\t{key.Version}\t{key.CallerUid}\t{key.RegionId}\t{key.AppGroup}\t{level}\t{key.HttpCode}\t{key.ErrorCode}\t"));
            var count = same.Sum(row => row.Measures.Count);
            var (ok, failed) = (key.HttpCode / 100 == 2 ? count : 0, key.HttpCode / 100 == 5 ? count : 0);
            file.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{count}\t{same.Sum(row => row.Measures.RtSum)}\t{same.Sum(row => row.Measures.Slow)}\t{ok}\t{failed}\t{(key.HttpCode == 503 ? count : 0)}\n"));
        }
    }
}
