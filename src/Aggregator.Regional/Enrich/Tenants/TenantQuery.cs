using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// Asks the tenant table for the levels of some uids (at most <see cref="TenantLookups.BatchSize"/>, no repeats). Blocks; one
/// thread at a time. Throws what the database's driver throws.
/// </summary>
/// <returns>
/// Level by uid as the table spells it. A uid that is not there, to the letter, has no level; others than were asked for are
/// ignored.
/// </returns>
public delegate IReadOnlyDictionary<string, TenantLevel> TenantQuery(IReadOnlyList<string> uids);
