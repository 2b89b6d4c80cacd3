using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.Rollup;
using Aggregator.Core.Aggregation;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.Rollup;

public sealed class BlockRollupTests
{
    private const long WindowMs = 10_000;

    /// <summary>Compared as saved: every counter, slot, distribution, budget and level, and who came first.</summary>
    [Fact]
    public void Merging_by_columns_is_merging_row_by_row() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var options = new CentralOptions { Budgets = Budgets(random), TenantsWithoutLevel = random.Next(2) == 0 };
            var (byColumns, byRow) = (new Merged(options), new Merged(options));
            var blocks = new BlockRollup(byColumns.Tables);
            var law = new RowByRowMerge(byRow.Tables);
            var traffic = random.Next(2) == 0 ? Traffic.Little : Traffic.Much;
            var nowMs = CentralWorld.StartMs;
            for (var flush = 0; flush < 8; flush++)
            {
                nowMs += random.Next(20_000);
                byColumns.Pass(nowMs);
                byRow.Pass(nowMs);
                var context = new MergeContext(Feeders.BitOf(random.Next(3)), nowMs);
                var lateBeforeMs = random.Next(2) == 0 ? long.MinValue : nowMs - 60_000;
                foreach (var block in BlocksOf(Rows(traffic, random, nowMs), random))
                {
                    blocks.Add(block, context, lateBeforeMs);
                    for (var row = 0; row < block.Count; row++) law.Add(block[row], context, lateBeforeMs);
                }
                Assert.Equal(byRow.State(), byColumns.State());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120));

    private static BudgetOptions Budgets(Random random) => random.Next(2) == 0
        ? new BudgetOptions()
        : new BudgetOptions { Product = random.Next(1, 6), Api = random.Next(1, 12), ErrorCode = random.Next(1, 12), Tenant = random.Next(1, 8) };

    // Sorted as they come from a region, or in any order; in blocks of any size, some of which know values that no row of theirs has.
    private static IEnumerable<RowBlock> BlocksOf(List<Row> rows, Random random)
    {
        if (random.Next(4) > 0) rows.Sort(Row.Compare);
        var all = RowBlock.Of(rows);
        for (int from = 0, count; from < rows.Count; from += count)
        {
            count = Math.Min(random.Next(1, random.Next(2) == 0 ? 60 : 300), rows.Count - from);
            yield return random.Next(2) == 0 ? RowBlock.Of(rows.GetRange(from, count)) : all.Pick([.. Enumerable.Range(from, count)]);
        }
    }

    private static List<Row> Rows(Traffic traffic, Random random, long nowMs) => [.. Enumerable.Range(0, random.Next(traffic.Rows)).Select(_ =>
    {
        var uid = random.Next(traffic.Uids);
        var key = new GroupKey(
            (nowMs / WindowMs - random.Next(traffic.Windows)) * WindowMs, Pick("ecs", "rds", "slb"),
            $"{Pick("Run", "Stop", "List")}{random.Next(traffic.Nouns)}", Pick("1", "2"),
            $"uid-{uid}", Pick("cn-a", "cn-b"), Pick("group-1", "group-2"), Pick(0, 200, 302, 404, 503, 599, 600), Pick("", "", "Denied", "Busy"), Pick("cn-a", "unknown"));
        return new Row(key, LevelOf(uid, random), Measures(random));

        T Pick<T>(params T[] values) => values[random.Next(values.Length)];
    })];

    // Nearly always the same for a tenant; now and then not known, none, or another one, also within a block.
    private static TenantLevel LevelOf(int uid, Random random) => random.Next(12) switch
    {
        0 => TenantLevel.Unresolved,
        1 => TenantLevel.None,
        2 => TenantLevel.Known("GC9"),
        _ => uid == 0 ? TenantLevel.None : TenantLevel.Known($"GC{uid % 3}"),
    };

    private static PartialAggregate Measures(Random random)
    {
        var measures = new PartialAggregate();
        for (var log = random.Next(5); log >= 0; log--)
        {
            var latencyMs = random.Next(1 << random.Next(1, 18));
            if (random.Next(6) == 0) measures.Add(throttled: true);
            else measures.Add(latencyMs, latencyMs > 1000, throttled: random.Next(9) == 0);
        }
        return measures;
    }

    /// <summary>Little, where everything meets everything; much, past what the merge looks up at once and what its tables begin with.</summary>
    private sealed record Traffic(int Rows, int Uids, int Nouns, int Windows)
    {
        public static Traffic Little => new(Rows: 80, Uids: 10, Nouns: 2, Windows: 12);

        public static Traffic Much => new(Rows: 600, Uids: 200, Nouns: 10, Windows: 3);
    }

    /// <summary>Tables, and the events of filling them.</summary>
    private sealed class Merged
    {
        private readonly EventLog _events = new();
        private readonly List<CentralEvent> _reported = [];

        public Merged(CentralOptions options) => Tables = new RollupTables(
            options, new RingLayout(WindowMs, CurrentWithinMs: 60_000, MaxFutureMs: 60_000), (_, api, _) => api[0] == 'R' ? "P1" : null, _events);

        public RollupTables Tables { get; }

        /// <summary>What a publication does between two flushes: the rings move on, and what is old ends.</summary>
        public void Pass(long nowMs)
        {
            Tables.Advance(nowMs);
            Tables.MarkPublished(nowMs, eventTime: false);
            Tables.Expire(nowMs, expiryMs: 30_000);
        }

        public string State()
        {
            _reported.AddRange(_events.Drain());
            using var state = new MemoryStream();
            using (var writer = new BinaryWriter(state)) Tables.Save(writer);
            return $"{Tables.Product.GainedRequests} {Tables.Product.GainedLate} {Convert.ToHexString(state.ToArray())} {string.Join('\n', _reported)}";
        }
    }
}
