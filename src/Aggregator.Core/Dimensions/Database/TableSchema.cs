namespace Aggregator.Core.Dimensions.Database;

/// <summary>What a dimension table is: its names, its columns, and which of them make its key.</summary>
/// <param name="Name">What the configuration, the logs and the telemetry call it.</param>
/// <param name="Table">Its name in the database, unless the configuration has another.</param>
/// <param name="Columns">The columns that are used, by our names; those of the key first.</param>
/// <param name="KeyColumns">How many of them make the key.</param>
/// <param name="RequiredColumns">How many of the key's must not be empty: a row without them means nothing.</param>
public sealed record TableSchema(string Name, string Table, IReadOnlyList<string> Columns, int KeyColumns, int RequiredColumns)
{
    /// <summary>Gateway nodes: their cluster and region.</summary>
    public static TableSchema Clusters { get; } = new("clusters", "gateway_cluster_dim", ["local_ip", "app_group", "region_id"], 1, 1);

    /// <summary>Tenants: their level.</summary>
    public static TableSchema Tenants { get; } = new("tenants", "user_level_dim", ["uid", "gc_level"], 1, 1);

    /// <summary>APIs: their priority. An empty version stands for logs without one.</summary>
    public static TableSchema Apis { get; } = new("apis", "api_dim", ["product", "api", "version", "priority"], 3, 2);
}
