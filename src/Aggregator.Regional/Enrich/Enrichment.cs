using Aggregator.Core.Dimensions;

namespace Aggregator.Regional.Enrich;

/// <summary>The tables that a regional job looks labels up in.</summary>
/// <param name="clusters">gateway_cluster_dim, held whole; replaced while the job runs.</param>
/// <param name="tenants">user_level_dim, looked up in batches at the flush.</param>
public sealed class Enrichment(CurrentTable<ClusterTable> clusters, ITenantLookup tenants)
{
    /// <summary>Tables that stay as they are.</summary>
    public Enrichment(ClusterTable clusters, ITenantLookup tenants)
        : this(new CurrentTable<ClusterTable>(clusters), tenants)
    {
    }

    /// <summary>The newest copy of gateway_cluster_dim: one volatile read.</summary>
    public ClusterTable Clusters => clusters.Current;

    /// <summary>user_level_dim.</summary>
    public ITenantLookup Tenants { get; } = tenants;
}
