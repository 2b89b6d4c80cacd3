using Aggregator.Central;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;
using Aggregator.Replay;
using Aggregator.Tests.Central;
using Aggregator.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Outcome = Aggregator.Core.Wire.Outcome;

namespace Aggregator.Tests.Pipeline;

/// <summary>
/// Both tiers without files, clocks and processes: random logs in any order, cut into any regions, workers, partitions,
/// flushes and chunks, repeated and merged in any order, come to what the oracle computes.
/// </summary>
public sealed class PipelinePropertyTests
{
    [Fact]
    public void Rows_counters_and_gauges_are_the_oracles_whatever_the_way_of_the_logs() => Check((logs, oracle, random) =>
    {
        var flushes = Read(logs, random);
        // In any order, but each worker's own is kept, as in its topic.
        var centre = Merge(RandomRegion.Mix([.. flushes.GroupBy(flush => (flush.Id.Region, flush.Id.Worker)).Select(own => new Queue<Flush>(own))], random), random);

        AssertNone(RowDifferences(flushes, oracle));
        var endMs = OracleComparison.FinalEndMs(logs.Max(log => log.TimeMs) ?? 0);
        AssertNone(OracleComparison.Differences(Scrape.TextOf(centre.Publish(RandomLog.NowMs)), oracle, endMs));
    });

    [Fact]
    public void Counters_and_outcomes_add_up_in_whatever_order_flushes_are_merged() => Check((logs, oracle, random) =>
    {
        Flush[] flushes = [.. Read(logs, random)];
        random.Shuffle(flushes);
        var centre = Merge(flushes, random);

        AssertNone(OracleComparison.CounterDifferences(Scrape.TextOf(centre.Publish(RandomLog.NowMs)), oracle));
        var ledger = centre.Ledger;
        Assert.True(ledger.IsBalanced, string.Join('\n', ledger.Regions));
        Assert.Equal(logs.Length, ledger.Regions.Sum(region => region.Messages));
        Assert.Equal(logs.Count(log => log.Expected is not null), ledger.Regions.Sum(region => region.LogsRead));
        Assert.Equal(TextOf(logs.Where(log => log.Expected is not null).Select(log => (log.Expected!.Value, log.Detail, 1L))), TextOf(OutcomesOf(ledger)));
    });

    [Fact]
    public void The_random_logs_have_every_outcome_and_meet_in_groups()
    {
        RandomLog[] logs = [.. Enumerable.Range(0, 5_000).Select(RandomLog.From)];
        Assert.Equal(10, logs.Select(log => (log.Expected, log.Detail)).Distinct().Count());
        var rows = new ReferenceRollup(logs.Select(log => log.Log).OfType<OracleLog>(), RandomTables.Oracle).Rows;
        Assert.True(rows.Count < logs.Count(log => log.Log is not null));
        Assert.True(OracleComparison.Differences("", new ReferenceRollup([logs.First(log => log.Log is not null).Log!], RandomTables.Oracle), 0).Count > 30);
    }

    private static void Check(Action<RandomLog[], ReferenceRollup, Random> property) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), ArbMap.Default.ArbFor<int>(), (seeds, seed) =>
        {
            RandomLog[] logs = [.. seeds.Select(log => RandomLog.From(unchecked((log * 8191) + seed)))];
            var oracle = new ReferenceRollup(logs.Select(log => log.Log).OfType<OracleLog>(), RandomTables.Oracle);
            property(logs, oracle, new Random(seed));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static List<Flush> Read(RandomLog[] logs, Random random)
    {
        random.Shuffle(logs);
        var regions = random.Next(1, 4);
        return [.. Enumerable.Range(0, regions).SelectMany(region =>
            new RandomRegion($"region-{region}", random).Read([.. logs.Where((_, index) => index % regions == region)]))];
    }

    // With publications in between.
    private static CentralEngine Merge(IEnumerable<Flush> flushes, Random random)
    {
        var centre = new CentralEngine(new CentralOptions(), ReferenceRollup.WindowMs, RandomTables.PriorityOf, eventTime: true);
        foreach (var flush in flushes)
        {
            centre.Merge(flush, RandomLog.NowMs);
            if (random.Next(5) == 0) centre.Publish(RandomLog.NowMs);
        }
        return centre;
    }

    private static IReadOnlyList<string> RowDifferences(List<Flush> flushes, ReferenceRollup oracle)
    {
        var merge = new ReplayMerge();
        foreach (var flush in flushes.DistinctBy(flush => flush.Id)) merge.Add(flush);
        var actual = merge.ToFlush("all", "0").Rows.Select(OracleComparison.RowOf).ToList();
        var expected = oracle.Rows;
        return [.. actual.Except(expected).Select(row => $"not in the oracle: {row}"), .. expected.Except(actual).Select(row => $"missing: {row}")];
    }

    private static void AssertNone(IReadOnlyList<string> differences) =>
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));

    private static IEnumerable<(Outcome, string, long)> OutcomesOf(LedgerReport ledger) =>
        ledger.Regions.SelectMany(region => region.Outcomes).Select(count => (count.Outcome, count.Detail, count.Count));

    private static string TextOf(IEnumerable<(Outcome Outcome, string Detail, long Count)> counts) => string.Join('\n', counts
        .GroupBy(count => (count.Outcome, count.Detail), count => count.Count)
        .Select(group => $"{group.Key} {group.Sum()}")
        .Order(StringComparer.Ordinal));
}
