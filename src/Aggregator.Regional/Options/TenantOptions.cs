using System.ComponentModel.DataAnnotations;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Regional.Options;

/// <summary><c>dimensions.tenants:</c> the table of tenants, and how much of a database's is kept.</summary>
public sealed record TenantOptions : DimensionOptions
{
    /// <summary>The table in the database.</summary>
    public LookupTableOptions? Mysql { get; init; }

    /// <summary>What is kept of a database's table.</summary>
    public TenantCacheOptions Cache { get; init; } = new();
}

/// <summary><c>dimensions.tenants.cache:</c> of levels that were looked up in a database.</summary>
public sealed record TenantCacheOptions
{
    /// <summary>Most tenants kept; the least recently used leave first.</summary>
    [Range(1, 10_000_000)]
    public int Rows { get; init; } = 50_000;

    /// <summary>How long a level is believed, give or take a tenth, so that not all of them end at once.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The same for a tenant that the table does not have.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MissingTtl { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a flush waits for levels; what is not there by then is shown as <c>unknown</c>, or as it was before.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Budget { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a try of a lookup may take once it is connected, less than a second more: whole seconds. A lookup that fails may
    /// be tried three times more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
