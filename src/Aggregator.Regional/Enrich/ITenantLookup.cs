using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Enrich;

/// <summary>Looks up tenants' levels, once per tenant and flush. Called by the pipeline's thread only; never throws.</summary>
public interface ITenantLookup
{
    /// <summary>
    /// Adds the level of every one of <paramref name="uids"/> (canonical form, no repeats) to <paramref name="levels"/>:
    /// known, none, or not known yet when the backend cannot say in time.
    /// </summary>
    void Resolve(IReadOnlyCollection<string> uids, IDictionary<string, TenantLevel> levels);
}
