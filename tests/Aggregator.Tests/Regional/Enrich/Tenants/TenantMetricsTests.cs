using System.Diagnostics.Metrics;
using Aggregator.Core.Telemetry;
using Aggregator.Regional.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>What the cache shows at <c>/metrics</c>.</summary>
public sealed class TenantMetricsTests
{
    [Fact]
    public void Tells_what_is_held_found_asked_for_and_left_without_an_answer()
    {
        using var database = new FakeDatabase { Levels = { ["a"] = "GC7" } };
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var exposition = new MeterExposition("aggregator_regional");
        TenantMetrics.Register(services.GetRequiredService<IMeterFactory>(), database.Cache.Telemetry);
        database.Flush("a", "b");
        database.Flush("a", "b");
        database.Time.Advance(120_000);
        database.Fail(isTransient: true);
        database.Flush("a", "b", "c");

        const string prefix = "aggregator_regional_tenant_";
        var samples = exposition.Write().Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..]).ToList();
        string[] expected =
        [
            "circuit 1", "evictions_total 0", "hits_total 2", "lookup_failures_total 1", "lookup_seconds_total 0", "lookups_total 2", "misses_total 4",
            "negative_hits_total 1", "rows 2", "stale_total 1", "tries_total 5", "unknown_total 1",
        ];
        var told = samples.ToLookup(sample => sample.Contains("wait_seconds", StringComparison.Ordinal));
        Assert.Equal(expected, told[false], StringComparer.Ordinal);
        // How long flushes waited is real time.
        Assert.Equal(["longest_wait_seconds", "wait_seconds_total"], told[true].Select(sample => sample.Split(' ')[0]), StringComparer.Ordinal);
    }
}
