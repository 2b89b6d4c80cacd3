using System.Globalization;
using Aggregator.Core.Aggregation;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>How many tenants the cache holds, and which.</summary>
public sealed class TenantRoomTests
{
    [Fact]
    public void Never_holds_more_than_its_rows_and_refuses_no_insert_with_a_million_tenants()
    {
        const int tenants = 1_000_000, perFlush = 20_000;
        var options = new TenantCacheOptions { Budget = TimeSpan.FromSeconds(60) };
        using var database = new FakeDatabase(options);
        var telemetry = database.Cache.Telemetry;
        for (var first = 0; first < tenants; first += perFlush)
        {
            var uids = Uids(first, perFlush);
            database.Flush(uids);
            Assert.InRange(telemetry.Rows, 0, options.Rows);
            // Every one of them was taken in.
            database.Flush(uids);
            Assert.Equal(first + perFlush, telemetry.Misses);
        }
        Assert.Equal(tenants, telemetry.Rows + telemetry.Evictions);
        Assert.InRange(telemetry.Rows, options.Rows * 0.95, options.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void The_least_recently_used_leave_first(int rows)
    {
        using var database = new FakeDatabase(new TenantCacheOptions { Rows = rows, Budget = TimeSpan.FromSeconds(60) });
        var byUse = new List<string>();
        var random = new Random(7);
        for (var flush = 0; flush < 1000; flush++)
        {
            var uid = random.Next(3 * rows).ToString(CultureInfo.InvariantCulture);
            database.Levels[uid] = "GC7";
            database.Flush(uid);
            byUse.Remove(uid);
            byUse.Add(uid);
        }
        // The last look at them must not change what is held.
        database.Fail();
        database.Flush("opens the circuit");
        var held = database.Flush(byUse).Where(level => level.Value.State == TenantLevelState.Known).Select(level => level.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(database.Cache.Telemetry.Rows, held.Count);
        Assert.InRange(held.Count, Math.Max(1, rows * 0.9), rows);
        Assert.Equal(byUse[^held.Count..].Order(StringComparer.Ordinal), held.Order(StringComparer.Ordinal));
    }

    private static string[] Uids(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(uid => (1_000_000_000_000_000L + uid).ToString(CultureInfo.InvariantCulture))];
}
