using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>Columns that name the rows of tables, with where each leads.</summary>
internal static class Columns
{
    /// <summary>Any product.</summary>
    public static KeyColumn Product { get; } = new(
        "product", "Product", new DataLink("Product", DashboardUids.Product, ("product", DataLink.Cell("product"))));

    /// <summary>An API beside its product.</summary>
    public static KeyColumn ApiOfProduct { get; } = new(
        "api", "API",
        new DataLink("API", DashboardUids.Api, ("product", DataLink.Cell("product")), ("api", DataLink.Cell("api"))));

    /// <summary>An API of the chosen product.</summary>
    public static KeyColumn Api { get; } = new(
        "api", "API", new DataLink("API", DashboardUids.Api, ("product", DataLink.Same("product")), ("api", DataLink.Cell("api"))));

    /// <summary>A version of the chosen API.</summary>
    public static KeyColumn Version { get; } = new(
        "version", "Version",
        new DataLink(
            "Only this version", DashboardUids.Api, ("product", DataLink.Same("product")), ("api", DataLink.Same("api")),
            ("version", DataLink.Cell("version"))));

    /// <summary>An error code of the chosen products.</summary>
    public static KeyColumn ErrorCode { get; } = new(
        "error_code", "Error code",
        new DataLink("Error code", DashboardUids.ErrorCode, ("product", DataLink.SameMany("product")), ("error_code", DataLink.Cell("error_code"))));

    /// <summary>A region of gateway nodes.</summary>
    public static KeyColumn Region { get; } = new(
        "region_id", "Region", new DataLink("Only this region", DashboardUids.Overview, ("region", DataLink.Cell("region_id"))));

    /// <summary>A tenant.</summary>
    public static KeyColumn Uid { get; } = new("uid", "Tenant", new DataLink("Tenant", DashboardUids.Tenant, ("uid", DataLink.Cell("uid"))));

    /// <summary>A source region.</summary>
    public static KeyColumn SourceRegion { get; } = new(
        "source_region", "Source region",
        new DataLink("Only this region", DashboardUids.Pipeline, ("source_region", DataLink.Cell("source_region"))));
}
