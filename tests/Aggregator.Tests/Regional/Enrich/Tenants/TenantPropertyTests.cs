using Aggregator.Core.Aggregation;
using Aggregator.Regional.Options;
using Aggregator.Regional.Telemetry;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

public sealed class TenantPropertyTests
{
    private enum Kind
    {
        Flush,
        Second,
        Seconds,
        MissingTtl,
        Ttl,
        Change,
        Remove,
        Fail,
        Recover,
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(45)]
    public void Agrees_with_a_list_in_the_order_of_use_through_changes_outages_and_time(int rows)
    {
        var kinds = Gen.Frequency(
            (10, Gen.Constant(Kind.Flush)),
            (3, Gen.Elements(Kind.Second, Kind.Seconds)),
            (2, Gen.Elements(Kind.MissingTtl, Kind.Ttl)),
            (3, Gen.Elements(Kind.Change, Kind.Remove)),
            (2, Gen.Elements(Kind.Fail, Kind.Recover)));
        var steps = kinds.SelectMany(kind => Gen.Choose(0, 59).SelectMany(first => Gen.Choose(1, 12).Select(count => (Kind: kind, First: first, Count: count))));
        Prop.ForAll(Arb.From(steps.ListOf()), list =>
        {
            using var run = new Run(rows);
            // More, and the seconds of a run would come near a time to live.
            foreach (var (kind, first, count) in list.Take(100)) run.Do(kind, first, count);
            return true.Classify(run.Evictions > 0, "evicts").Classify(run.Stale > 0, "serves stale levels").Classify(run.Trials > 0, "makes trials");
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>The cache and the oracle, side by side.</summary>
    private sealed class Run : IDisposable
    {
        private readonly FakeDatabase _database;
        private readonly TenantOracle _oracle;
        private bool _fails;
        private int _lookups;

        public Run(int rows)
        {
            var options = new TenantCacheOptions
            {
                Rows = rows,
                Ttl = TimeSpan.FromDays(7),
                MissingTtl = TimeSpan.FromSeconds(1000),
                Budget = TimeSpan.FromSeconds(60),
            };
            _database = new FakeDatabase(options);
            _oracle = new TenantOracle(rows, options.Ttl, options.MissingTtl);
        }

        public long Evictions => _oracle.Evictions;

        public long Stale => _oracle.Stale;

        public int Trials { get; private set; }

        public void Do(Kind kind, int first, int count)
        {
            if (kind == Kind.Flush) Flush([.. Enumerable.Range(first, count).Select(uid => $"{uid * 7 % 60}")]);
            if (kind == Kind.Second) _database.Time.Advance(1000);
            if (kind == Kind.Seconds) _database.Time.Advance(7000);
            if (kind == Kind.MissingTtl) _database.Time.Advance(2_000_000);
            if (kind == Kind.Ttl) _database.Time.Advance((long)TimeSpan.FromDays(8).TotalMilliseconds);
            if (kind == Kind.Change) _database.Levels[$"{first}"] = $"L{count}";
            if (kind == Kind.Remove) _database.Levels.TryRemove($"{first}", out _);
            if (kind is Kind.Fail or Kind.Recover) Fail(kind == Kind.Fail);
        }

        public void Dispose() => _database.Dispose();

        private void Fail(bool fails)
        {
            _fails = fails;
            if (fails) _database.Fail();
            else _database.Recover();
        }

        private void Flush(string[] uids)
        {
            var nowMs = _database.Time.GetUtcNow().ToUnixTimeMilliseconds();
            var isTrialDue = _oracle.IsTrialDue(nowMs);
            var (expected, asked) = _oracle.Flush(uids, nowMs, LevelOf, _fails);
            // A trial ends after the flush, so that it is sure what the flush saw.
            _database.Hangs = isTrialDue;
            var levels = _database.Flush(uids);
            _database.Hangs = false;
            if (asked.Count > 0) _database.AwaitLookups(++_lookups);
            if (isTrialDue && asked.Count > 0) Trials++;

            Assert.Equal(expected, levels);
            Assert.Equal(_lookups, _database.Calls.Count);
            if (asked.Count > 0) Assert.Equal(asked, _database.Calls.Last(), StringComparer.Ordinal);
            AssertTelemetry(_database.Cache.Telemetry);
        }

        private void AssertTelemetry(TenantTelemetry telemetry)
        {
            Assert.Equal(_oracle.Rows, telemetry.Rows);
            Assert.Equal(
                (_oracle.Hits, _oracle.NegativeHits, _oracle.Misses, _oracle.Stale, _oracle.Unknown, _oracle.Evictions),
                (telemetry.Hits, telemetry.NegativeHits, telemetry.Misses, telemetry.Stale, telemetry.Unknown, telemetry.Evictions));
        }

        private TenantLevel LevelOf(string uid) => _database.Levels.TryGetValue(uid, out var level) ? TenantLevel.Known(level) : TenantLevel.None;
    }
}
