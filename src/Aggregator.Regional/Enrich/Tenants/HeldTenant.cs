using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>What the table said of a tenant. Immutable.</summary>
/// <param name="Level">Its level, or that it has none.</param>
/// <param name="StaleAt">From this timestamp of the clock on, the table must be asked again.</param>
internal sealed record HeldTenant(TenantLevel Level, long StaleAt);
