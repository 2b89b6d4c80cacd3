namespace Aggregator.Regional.Enrich;

/// <summary>The tables that a regional job looks labels up in.</summary>
/// <param name="Clusters">gateway_cluster_dim, held whole.</param>
/// <param name="Tenants">user_level_dim, looked up in batches at the flush.</param>
public sealed record Enrichment(ClusterTable Clusters, ITenantLookup Tenants);
