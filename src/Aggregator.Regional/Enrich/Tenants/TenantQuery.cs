using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// Asks the tenant table for the levels of some uids: at most a thousand, no repeats. Blocks; one thread at a time. Throws
/// <see cref="LookupFailedException"/> when there is no answer.
/// </summary>
/// <returns>
/// Level by uid as the table spells it. A uid that is not there, to the letter, has no level; others than were asked for are
/// ignored.
/// </returns>
public delegate IReadOnlyDictionary<string, TenantLevel> TenantQuery(IReadOnlyList<string> uids);
