using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich.Tenants;
using Aggregator.Regional.Options;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>What the cache holds of a database that answers, and for how long.</summary>
public sealed class TenantCacheTests
{
    [Fact]
    public void Asks_for_a_tenant_once_and_holds_what_the_table_says()
    {
        using var database = new FakeDatabase { Levels = { ["a"] = "GC7", ["b"] = "GC6" } };
        for (var flush = 0; flush < 3; flush++)
        {
            var levels = database.Flush("a", "b", "c");
            Assert.Equal((TenantLevel.Known("GC7"), TenantLevel.Known("GC6"), TenantLevel.None), (levels["a"], levels["b"], levels["c"]));
        }
        Assert.Equal(["a", "b", "c"], Assert.Single(database.Calls));
        var telemetry = database.Cache.Telemetry;
        Assert.Equal((4, 2, 3), (telemetry.Hits, telemetry.NegativeHits, telemetry.Misses));
        Assert.Equal((3, 1, 1), (telemetry.Rows, telemetry.Lookups.Count, telemetry.Tries));
        Assert.Equal((0, 0, 0), (telemetry.Stale, telemetry.Unknown, telemetry.LookupFailures));
    }

    [Fact]
    public void Does_not_ask_for_logs_without_a_uid()
    {
        using var database = new FakeDatabase { Levels = { [LabelValue.Unknown] = "GC7" } };
        Assert.Equal(TenantLevel.None, database.Flush(LabelValue.Unknown)[LabelValue.Unknown]);
        Assert.Empty(database.Calls);
    }

    [Fact]
    public void Takes_no_answer_for_another_spelling()
    {
        Dictionary<string, TenantLevel> rows = new(StringComparer.Ordinal) { ["ABC"] = TenantLevel.Known("GC7"), ["7"] = TenantLevel.Known("GC6") };
        using var cache = new TenantCache(new TenantCacheOptions(), _ => rows, TimeProvider.System, NullLogger.Instance);
        Assert.Equal([TenantLevel.None, TenantLevel.None], cache.Resolve(["abc", "007"]));
    }

    [Theory]
    [InlineData("known", 539_999, 660_001)]
    [InlineData("none", 53_999, 66_001)]
    public void Asks_again_when_the_time_to_live_is_over_give_or_take_a_tenth(string uid, int freshMs, int staleMs)
    {
        using var database = new FakeDatabase { Levels = { ["known"] = "GC7" } };
        database.Flush(uid);
        database.Time.Advance(freshMs);
        database.Flush(uid);
        Assert.Single(database.Calls);
        database.Time.Advance(staleMs - freshMs);
        database.Levels[uid] = "GC5";
        Assert.Equal(TenantLevel.Known("GC5"), database.Flush(uid)[uid]);
        Assert.Equal(1, database.Cache.Telemetry.Rows);
    }

    [Fact]
    public void What_was_asked_for_together_does_not_become_stale_together()
    {
        using var database = new FakeDatabase();
        string[] uids = [.. Enumerable.Range(0, 500).Select(uid => $"{uid}")];
        database.Flush(uids);
        database.Time.Advance(60_000);
        database.Flush(uids);
        Assert.InRange(database.Calls.Last().Count, 150, 350);
    }

    [Fact]
    public void A_wall_clock_that_is_set_back_keeps_no_level_longer()
    {
        using var database = new FakeDatabase();
        database.Flush("a");
        database.Time.SetWallClock(-86_400_000);
        database.Time.Advance(66_001);
        database.Flush("a");
        Assert.Equal(2, database.Calls.Count);
    }

    [Fact]
    public void Asks_for_many_tenants_in_batches_of_a_thousand()
    {
        using var database = new FakeDatabase { Levels = { ["0"] = "GC7", ["2499"] = "GC6" } };
        string[] uids = [.. Enumerable.Range(0, 2500).Select(uid => $"{uid}")];
        var levels = database.Flush(uids);
        Assert.Equal([1000, 1000, 500], database.Calls.Select(call => call.Count));
        Assert.Equal(uids, database.Calls.SelectMany(call => call), StringComparer.Ordinal);
        Assert.Equal((TenantLevel.Known("GC7"), TenantLevel.None, TenantLevel.Known("GC6")), (levels["0"], levels["1"], levels["2499"]));
    }

    [Fact]
    public void Serves_the_flushes_of_several_regions_at_once()
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Rows = 300, Budget = TimeSpan.FromSeconds(60) });
        foreach (var uid in Enumerable.Range(0, 1000)) database.Levels[$"{uid}"] = $"L{uid}";
        Parallel.For(0, 200, flush =>
        {
            string[] uids = [.. Enumerable.Range(flush, 100).Select(uid => $"{uid * 7 % 1000}")];
            foreach (var (uid, level) in database.Flush(uids)) Assert.Equal($"L{uid}", level.Name);
        });
        var telemetry = database.Cache.Telemetry;
        Assert.Equal(200 * 100, telemetry.Hits + telemetry.NegativeHits + telemetry.Misses);
        Assert.InRange(telemetry.Rows, 1, 300);
    }
}
