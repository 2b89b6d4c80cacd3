using System.Globalization;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>What the cache takes. Alone: what other tests hold and free would be counted too.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TenantMemoryTests
{
    private const string Name = "tenant memory";

    [Fact]
    public void Holds_50000_tenants_in_25_MB()
    {
        var options = new TenantCacheOptions { Budget = TimeSpan.FromSeconds(60) };
        using var database = new FakeDatabase(options);
        for (var first = 0; first < 2 * options.Rows; first += 1000) database.Levels[$"{first}"] = "GC7";
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var first = 0; first < 2 * options.Rows; first += 1000)
        {
            database.Flush([.. Enumerable.Range(first, 1000).Select(uid => (1_000_000_000_000_000L + uid).ToString(CultureInfo.InvariantCulture))]);
            database.Calls.Clear();
        }
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 25_000_000);
        Assert.InRange(database.Cache.Telemetry.Rows, options.Rows * 0.95, options.Rows);
    }
}
