using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Enrich;

/// <summary>
/// Looks up tenants' levels, once per tenant and flush. Called by the threads of pipelines: several, when regions share it. Never
/// throws, but in a replay.
/// </summary>
public interface ITenantLookup
{
    /// <summary>
    /// The level of every one of <paramref name="uids"/> (canonical form, no repeats), in their order: known, none, or not
    /// known yet when the backend cannot say in time.
    /// </summary>
    TenantLevel[] Resolve(IReadOnlyList<string> uids);
}
