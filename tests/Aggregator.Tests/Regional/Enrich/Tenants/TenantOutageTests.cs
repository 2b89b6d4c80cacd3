using Aggregator.Core.Aggregation;
using Aggregator.Regional.Enrich.Tenants;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>What a database that fails costs: tries, and what flushes get instead.</summary>
public sealed class TenantOutageTests
{
    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 1)]
    public void Tries_four_times_what_may_pass_by_itself_and_once_what_may_not(bool isTransient, int tries)
    {
        using var database = new FakeDatabase();
        database.Fail(isTransient);
        Assert.Equal(TenantLevel.Unresolved, database.Flush("a")["a"]);
        Assert.Equal(tries, database.Calls.Count);
        var telemetry = database.Cache.Telemetry;
        Assert.Equal((tries, 1, 1), (telemetry.Tries, telemetry.Lookups.Count, telemetry.LookupFailures));
        Assert.Equal((1, 1, 0), (telemetry.Misses, telemetry.Unknown, telemetry.Rows));
    }

    [Fact]
    public void A_try_that_succeeds_is_an_answer()
    {
        using var database = new FakeDatabase { Levels = { ["a"] = "GC7" } };
        database.Fail(isTransient: true, calls: 3);
        Assert.Equal(TenantLevel.Known("GC7"), database.Flush("a")["a"]);
        Assert.Equal(4, database.Calls.Count);
        Assert.Equal((1, 0), (database.Cache.Telemetry.Lookups.Count, database.Cache.Telemetry.LookupFailures));
        Assert.Empty(database.Log.Warnings);
    }

    [Fact]
    public void A_query_that_outlives_the_stop_ends_in_peace()
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Budget = TimeSpan.Zero }) { Hangs = true, Levels = { ["a"] = "GC7" } };
        database.Flush("a");
        FakeDatabase.Await(() => database.Calls.Count == 1);
        database.Cache.Dispose();

        // An exception on the thread of lookups would end the process.
        database.Hangs = false;
        database.AwaitLookups(1);
        Assert.Equal(0, database.Cache.Telemetry.Rows);
    }

    [Fact]
    public void A_stale_level_is_better_than_none()
    {
        using var database = new FakeDatabase { Levels = { ["known"] = "GC7" } };
        database.Flush("known", "missing");
        database.Time.Advance(3_600_000);
        database.Fail();
        var levels = database.Flush("known", "missing", "new");
        Assert.Equal((TenantLevel.Known("GC7"), TenantLevel.None, TenantLevel.Unresolved), (levels["known"], levels["missing"], levels["new"]));
        Assert.Equal((2, 1), (database.Cache.Telemetry.Stale, database.Cache.Telemetry.Unknown));
    }

    [Fact]
    public void The_circuit_opens_for_1_s_then_twice_as_long_up_to_30_s()
    {
        using var database = new FakeDatabase();
        database.Fail();
        database.Flush("a");
        var lookups = 1;
        foreach (var pauseMs in new[] { 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000 })
        {
            Assert.Equal(CircuitState.Open, database.Cache.Telemetry.Circuit);
            database.Time.Advance(pauseMs - 1);
            database.Flush("a", "b");
            Assert.Equal(lookups, database.Calls.Count);
            database.Time.Advance(1);
            database.Flush("a", "b");
            database.AwaitLookups(++lookups);
            Assert.Equal(lookups, database.Calls.Count);
        }
    }

    [Fact]
    public void A_trial_that_succeeds_closes_the_circuit_and_is_kept()
    {
        using var database = new FakeDatabase { Levels = { ["a"] = "GC7", ["b"] = "GC6" } };
        database.Fail(isTransient: true);
        database.Flush("a");
        database.Time.Advance(1000);
        database.Recover();
        // No flush waits for a trial.
        database.Hangs = true;
        Assert.Equal(TenantLevel.Unresolved, database.Flush("a")["a"]);
        database.Hangs = false;
        FakeDatabase.Await(() => database.Cache.Telemetry is { Circuit: CircuitState.Closed, Rows: 1 });
        Assert.Equal(TenantLevel.Known("GC7"), database.Flush("a")["a"]);
        Assert.Equal(TenantLevel.Known("GC6"), database.Flush("b")["b"]);
        Assert.Equal(4 + 1 + 1, database.Calls.Count);
        // The pauses begin anew.
        database.Fail();
        database.Flush("c");
        database.Time.Advance(1000);
        database.Flush("c");
        database.AwaitLookups(5);
        Assert.Equal(8, database.Calls.Count);
    }

    [Fact]
    public void A_trial_is_one_batch_and_one_try()
    {
        using var database = new FakeDatabase();
        database.Fail(isTransient: true);
        database.Flush("a");
        database.Time.Advance(1000);
        string[] uids = [.. Enumerable.Range(0, 3000).Select(uid => $"{uid}")];
        database.Flush(uids);
        database.AwaitLookups(2);
        database.Flush(uids);
        Assert.Equal(4 + 1, database.Calls.Count);
        Assert.Equal(1000, database.Calls.Last().Count);
    }

    [Fact]
    public void Tells_of_an_outage_once()
    {
        using var database = new FakeDatabase();
        database.Fail();
        database.Flush("a");
        database.Time.Advance(1000);
        database.Flush("a");
        database.AwaitLookups(2);
        Assert.Contains("mend it", Assert.Single(database.Log.Warnings), StringComparison.Ordinal);
        database.Recover();
        database.Time.Advance(2000);
        database.Flush("a");
        FakeDatabase.Await(() => database.Cache.Telemetry.Circuit == CircuitState.Closed);
        database.Fail();
        database.Flush("b");
        Assert.Equal(2, database.Log.Warnings.Count);
    }

    [Fact]
    public void Batches_behind_one_that_failed_are_not_asked()
    {
        using var database = new FakeDatabase();
        database.Fail();
        var levels = database.Flush([.. Enumerable.Range(0, 2500).Select(uid => $"{uid}")]);
        Assert.All(levels.Values, level => Assert.Equal(TenantLevel.Unresolved, level));
        Assert.Single(database.Calls);
    }

    [Fact]
    public void No_flush_waits_for_a_trial()
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Budget = TimeSpan.FromSeconds(60) });
        database.Fail();
        database.Flush("a");
        database.Time.Advance(1000);
        database.Hangs = true;
        var begun = TimeProvider.System.GetTimestamp();
        for (var flush = 0; flush < 5; flush++) Assert.Equal(TenantLevel.Unresolved, database.Flush("a")["a"]);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(6));
        FakeDatabase.Await(() => database.Calls.Count == 2);
    }
}
