using System.Diagnostics.CodeAnalysis;
using Aggregator.Core.Aggregation;
using Aggregator.Regional.Options;
using Aggregator.Regional.Telemetry;
using Microsoft.Extensions.Caching.Memory;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// The tenants whose level is held: never more than <see cref="TenantCacheOptions.Rows"/>, the least recently used leave
/// first. One that has become stale stays while there is room, for a database that cannot be asked. Any thread finds, one
/// thread keeps.
/// </summary>
internal sealed class HeldTenants : IDisposable
{
    private const double ShareToEvict = 0.05;

    private static readonly MemoryCacheEntryOptions OneRow = new() { Size = 1 };

    private readonly MemoryCache _cache;
    private readonly TenantCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly TenantTelemetry _telemetry;

    // The cache's own count takes all of its locks.
    private int _count;

    public HeldTenants(TenantCacheOptions options, TimeProvider time, TenantTelemetry telemetry)
    {
        (_options, _time, _telemetry) = (options, time, telemetry);
        _cache = new MemoryCache(new MemoryCacheOptions
        {
            SizeLimit = options.Rows,
            Clock = new AccessClock(),
            // No entry has an expiration: a scan for such would go through all of them in vain.
            ExpirationScanFrequency = TimeSpan.MaxValue,
        });
    }

    /// <summary>What is held of a tenant, stale or not; it is now the most recently used.</summary>
    public bool TryFind(string uid, [NotNullWhen(true)] out HeldTenant? held) => _cache.TryGetValue(uid, out held);

    /// <summary>Whether the table need not be asked again yet.</summary>
    public bool IsFresh(HeldTenant held) => _time.GetTimestamp() < held.StaleAt;

    /// <summary>Holds what the table says from now on.</summary>
    public void Keep(string uid, TenantLevel level)
    {
        if (!_cache.TryGetValue(uid, out _))
        {
            if (_count >= _options.Rows) Evict();
            _count++;
        }
        _cache.Set(uid, new HeldTenant(level, _time.GetTimestamp() + TimeToLive(level)), OneRow);
        _telemetry.Holding(_count);
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>
    /// Makes room before an insert: at its limit the cache would refuse the insert and make room for later ones in the
    /// background. A twentieth at once, because every eviction sorts all entries by their last use.
    /// </summary>
    private void Evict()
    {
        _cache.Compact(Math.Max(ShareToEvict, 1.5 / _count));
        var left = _cache.Count;
        _telemetry.Evicted(_count - left);
        _count = left;
    }

    // Give or take a tenth, so that what was asked for together is not asked for together for ever.
    private long TimeToLive(TenantLevel level)
    {
        var ttl = level.State == TenantLevelState.None ? _options.MissingTtl : _options.Ttl;
        return (long)(ttl.TotalSeconds * (0.9 + 0.2 * Random.Shared.NextDouble()) * _time.TimestampFrequency);
    }
}
