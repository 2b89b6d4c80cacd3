using Aggregator.Core.Aggregation;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>How long flushes wait for a database that does not answer, and what becomes of its answer.</summary>
public sealed class TenantBudgetTests
{
    [Fact]
    public void A_flush_waits_for_its_budget_and_no_longer()
    {
        var budget = TimeSpan.FromMilliseconds(300);
        using var database = new FakeDatabase(new TenantCacheOptions { Budget = budget }) { Hangs = true };
        var begun = TimeProvider.System.GetTimestamp();
        Assert.Equal(TenantLevel.Unresolved, database.Flush([.. Enumerable.Range(0, 5000).Select(uid => $"{uid}")])["0"]);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), budget / 2, 10 * budget);
        Assert.Equal(5000, database.Cache.Telemetry.Unknown);
    }

    [Fact]
    public async Task A_lookup_that_kept_one_flush_waiting_in_vain_keeps_no_other_waiting()
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Budget = TimeSpan.FromSeconds(10) }) { Hangs = true };
        var first = Task.Run(() => database.Flush("a"));
        FakeDatabase.Await(() => !database.Calls.IsEmpty);
        database.Time.Advance(10_001);
        var begun = TimeProvider.System.GetTimestamp();
        Assert.Equal(TenantLevel.Unresolved, database.Flush("b")["b"]);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        database.Hangs = false;
        await first;
        FakeDatabase.Await(() => database.Cache.Telemetry.Rows == 2);
    }

    [Fact]
    public void A_late_answer_serves_the_next_flush()
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Budget = TimeSpan.Zero }) { Hangs = true, Levels = { ["a"] = "GC7" } };
        Assert.Equal(TenantLevel.Unresolved, database.Flush("a")["a"]);
        database.Hangs = false;
        FakeDatabase.Await(() => database.Cache.Telemetry.Rows == 1);
        Assert.Equal(TenantLevel.Known("GC7"), database.Flush("a")["a"]);
        Assert.Single(database.Calls);
    }

    [Fact]
    public void A_tenant_that_is_being_looked_up_is_not_asked_for_again()
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Budget = TimeSpan.Zero }) { Hangs = true };
        database.Flush("a", "b");
        database.Flush("b", "c");
        database.Flush("a", "b", "c");
        database.Hangs = false;
        FakeDatabase.Await(() => database.Cache.Telemetry.Rows == 3);
        Assert.Equal([["a", "b"], ["c"]], database.Calls);
    }

    [Fact]
    public async Task Flushes_that_want_the_same_tenant_get_the_same_answer()
    {
        using var database = new FakeDatabase { Hangs = true, Levels = { ["a"] = "GC7" } };
        var flushes = Enumerable.Range(0, 3).Select(_ => Task.Run(() => database.Flush("a"))).ToList();
        FakeDatabase.Await(() => database.Cache.Telemetry.Misses == 3);
        database.Hangs = false;
        Assert.All(await Task.WhenAll(flushes), levels => Assert.Equal(TenantLevel.Known("GC7"), levels["a"]));
        Assert.Single(database.Calls);
    }

    [Fact]
    public void No_more_than_100000_tenants_wait_for_an_answer()
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Budget = TimeSpan.Zero }) { Hangs = true };
        for (var flush = 0; flush < 15; flush++) database.Flush([.. Enumerable.Range(10_000 * flush, 10_000).Select(uid => $"{uid}")]);
        database.Hangs = false;
        database.AwaitLookups(100);
        database.Flush("new");
        FakeDatabase.Await(() => database.Cache.Telemetry.Lookups.Count == 101);
        Assert.Equal(100_001, database.Calls.Sum(call => call.Count));
    }
}
