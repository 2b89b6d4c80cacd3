using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>Ways from a series to the dashboard that says more. Those from rows of tables are in <see cref="Columns"/>.</summary>
internal static class DrillDown
{
    /// <summary>From a series with the label product.</summary>
    public static DataLink Product { get; } =
        new("Product ${__field.labels.product}", DashboardUids.Product, ("product", DataLink.Label("product")));

    /// <summary>From a series with the label region_id, of any product.</summary>
    public static DataLink Region { get; } =
        new("Only region ${__field.labels.region_id}", DashboardUids.Overview, ("region", DataLink.Label("region_id")));

    /// <summary>From a series with the label region_id to its product there.</summary>
    public static DataLink ProductInRegion { get; } = new(
        "Only region ${__field.labels.region_id}", DashboardUids.Product,
        ("product", DataLink.Same("product")), ("region", DataLink.Label("region_id")));

    /// <summary>From a series with the label api of the chosen product.</summary>
    public static DataLink Api { get; } = new(
        "API ${__field.labels.api}", DashboardUids.Api, ("product", DataLink.Same("product")), ("api", DataLink.Label("api")));

    /// <summary>From a series with the label error_code.</summary>
    public static DataLink ErrorCode { get; } = new(
        "Error code ${__field.labels.error_code}", DashboardUids.ErrorCode,
        ("product", DataLink.SameMany("product")), ("error_code", DataLink.Label("error_code")));

    /// <summary>From a series with the label gc_level.</summary>
    public static DataLink Level { get; } =
        new("Level ${__field.labels.gc_level}", DashboardUids.Tenant, ("gc_level", DataLink.Label("gc_level")));

    /// <summary>From a series with the label source_region.</summary>
    public static DataLink SourceRegion { get; } = new(
        "Pipeline of ${__field.labels.source_region}", DashboardUids.Pipeline, ("source_region", DataLink.Label("source_region")));
}
