using System.Diagnostics.Metrics;

namespace Aggregator.Regional.Telemetry;

/// <summary>The instruments of a cache of tenants, their units and help. The regions of one process share the cache.</summary>
public static class TenantMetrics
{
    /// <summary>Makes the instruments.</summary>
    public static void Register(IMeterFactory factory, TenantTelemetry tenants)
    {
        var meter = factory.Create(RegionalMetrics.MeterName);
        Gauge("rows", "Tenants whose level is held, or that they have none.", () => tenants.Rows);
        Gauge("circuit", "0 while the database is asked, 1 while it is left alone because it failed, 2 during a trial.", () => (long)tenants.Circuit);
        Counter("evictions", "Tenants that left the cache to make room.", () => tenants.Evictions);
        Counter("hits", "Tenants of flushes whose level was held.", () => tenants.Hits);
        Counter("negative_hits", "Tenants of flushes of which it was held that they have no level.", () => tenants.NegativeHits);
        Counter("misses", "Tenants of flushes that had to be looked up.", () => tenants.Misses);
        Counter("stale", "Misses that got no answer in time, and kept the level that they had.", () => tenants.Stale);
        Counter("unknown", "Misses that got no answer in time, and are shown as unknown.", () => tenants.Unknown);
        Counter("lookups", "Lookups of a batch of tenants in the database.", () => tenants.Lookups.Count);
        Counter("lookup_failures", "Lookups that failed, retries included.", () => tenants.LookupFailures);
        Counter("tries", "Calls of the database.", () => tenants.Tries);
        meter.CreateObservableCounter(
            "aggregator_regional_tenant_lookup_seconds_total", () => tenants.Lookups.Time.TotalSeconds, null,
            "Time that lookups took, retries included.");
        meter.CreateObservableCounter(
            "aggregator_regional_tenant_wait_seconds_total", () => tenants.Wait.TotalSeconds, null,
            "Time that flushes waited for lookups.");
        meter.CreateObservableGauge(
            "aggregator_regional_tenant_longest_wait_seconds", () => tenants.LongestWait.TotalSeconds, null,
            "Longest time that a flush waited for lookups, since the start; dimensions.tenants.cache.budget is its bound.");

        void Counter(string name, string help, Func<long> value) =>
            meter.CreateObservableCounter($"aggregator_regional_tenant_{name}_total", value, null, help);

        void Gauge(string name, string help, Func<long> value) =>
            meter.CreateObservableGauge($"aggregator_regional_tenant_{name}", value, null, help);
    }
}
