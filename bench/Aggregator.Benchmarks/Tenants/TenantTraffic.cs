using System.Globalization;

namespace Aggregator.Benchmarks.Tenants;

/// <summary>
/// What a region's traffic asks the tenant table for: 10,000 logs a second of 1,000,000 tenants by Zipf's law (exponent 1), a
/// flush every 5 s, 20 minutes by the traffic's clock, of which the first ten fill the caches and do not count.
/// </summary>
internal static class TenantTraffic
{
    private const int Tenants = 1_000_000;
    private const int LogsPerSecond = 10_000;
    private const int FlushSeconds = 5;
    private const int WarmUpFlushes = 600 / FlushSeconds;
    private const int Flushes = 600 / FlushSeconds;

    /// <summary>Runs every contender over the same traffic and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        string[] uids = [.. Enumerable.Range(0, Tenants).Select(rank => (1_000_000_000_000_000 + rank * 6_700_417L).ToString(CultureInfo.InvariantCulture))];
        var table = new StoredLevels(uids);
        output.WriteLine("| Levels from | Logs without a lookup | Tenants of a flush held | Tenants looked up /s | Queries /s | CPU a flush |\n|---|---|---|---|---|---|");
        foreach (var (name, make) in Contenders.All) output.WriteLine($"| {name} | {Measure(make(table), uids)} |");
    }

    private static string Measure(FindLevels find, string[] uids)
    {
        var random = new Random(1);
        var (lookedUp, queries, tenants, cpu) = (0L, 0L, 0L, TimeSpan.Zero);
        for (var number = 0; number < WarmUpFlushes + Flushes; number++)
        {
            if (number == WarmUpFlushes) (lookedUp, queries, tenants, cpu) = (0, 0, 0, TimeSpan.Zero);
            var flush = NextFlush(random, uids, number);
            var before = Environment.CpuUsage.TotalTime;
            var asked = find(flush);
            cpu += Environment.CpuUsage.TotalTime - before;
            (lookedUp, queries, tenants) = (lookedUp + asked.Tenants, queries + asked.Queries, tenants + flush.Tenants.Count);
        }
        const double seconds = Flushes * FlushSeconds;
        var held = Math.Max(0, 1 - lookedUp / (double)tenants);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{1 - lookedUp / (LogsPerSecond * seconds):P1} | {held:P1} | {lookedUp / seconds:N0} | {queries / seconds:N1} | {cpu.TotalMilliseconds / Flushes:F0} ms");
    }

    private static FlushOfLogs NextFlush(Random random, string[] uids, int number)
    {
        string[] logs = [.. Enumerable.Range(0, LogsPerSecond * FlushSeconds).Select(_ => uids[Rank(random)])];
        return new FlushOfLogs(logs, [.. logs.Distinct(StringComparer.Ordinal)], number * FlushSeconds * 1000L);
    }

    // The inverse of the continuous law needs no table.
    private static int Rank(Random random) => Math.Min((int)Math.Pow(Tenants + 1.0, random.NextDouble()) - 1, Tenants - 1);
}
