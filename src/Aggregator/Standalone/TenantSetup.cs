using Aggregator.Configuration;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Enrich.Tenants;
using Aggregator.Regional.Telemetry;
using Microsoft.Extensions.Logging;

namespace Aggregator.Standalone;

/// <summary>Where the levels of tenants come from: a file that is held whole, a database through a cache, or nowhere.</summary>
public sealed class TenantSetup : IDisposable
{
    private readonly TenantCache? _cache;

    private TenantSetup(ITenantLookup lookup) => Lookup = lookup;

    private TenantSetup(TenantCache cache) => (_cache, Lookup) = (cache, cache);

    /// <summary>Knows the levels.</summary>
    public ITenantLookup Lookup { get; }

    /// <summary>What the cache tells of itself; null when there is none.</summary>
    public TenantTelemetry? Telemetry => _cache?.Telemetry;

    /// <summary>Reads the file; of a database nothing is read before the first flush.</summary>
    /// <exception cref="DimensionException">The file cannot be read.</exception>
    public static TenantSetup Load(DimensionsOptions tables, DatabaseServer? server, TimeProvider time, ILoggerFactory loggers)
    {
        if (server is null || tables.Tenants is not { Mysql: { } table } tenants)
            return new TenantSetup(tables.Tenants?.Csv is { } csv ? TenantTable.Load(csv) : TenantTable.Empty);
        var rows = new TenantRows(server, table, tenants.Cache.LookupTimeout);
        return new TenantSetup(new TenantCache(tenants.Cache, rows.Read, time, loggers.CreateLogger<TenantCache>()));
    }

    /// <summary>Ends the cache's thread. When no flush is made any more.</summary>
    public void Dispose() => _cache?.Dispose();
}
