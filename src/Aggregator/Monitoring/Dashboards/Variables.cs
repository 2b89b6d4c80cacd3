using Aggregator.Central.Rollup;
using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>What readers choose on more than one dashboard. Links carry a choice on by its name, so a name means one thing everywhere.</summary>
internal static class Variables
{
    private static readonly string ProductCounter = NamespaceMetrics.Product.RequestsTotal;
    private static readonly string ApiCounter = NamespaceMetrics.Api.RequestsTotal;

    /// <summary>Any number of products.</summary>
    public static Variable Products { get; } = new LabelVariable("product", "Product", "product", ProductCounter) { IsMany = true };

    /// <summary>One product.</summary>
    public static Variable Product { get; } = new LabelVariable("product", "Product", "product", ProductCounter);

    /// <summary>Regions of gateway nodes.</summary>
    public static Variable Regions { get; } = new LabelVariable("region", "Region", "region_id", ProductCounter) { IsMany = true };

    /// <summary>Regions in which the product is called.</summary>
    public static Variable RegionsOfProduct { get; } =
        new LabelVariable("region", "Region", "region_id", ProductCounter + "{product=\"$product\"}") { IsMany = true };

    /// <summary>One API of the product: never all of the gateway's.</summary>
    public static Variable Api { get; } = new LabelVariable("api", "API", "api", ApiCounter + "{product=\"$product\"}");

    /// <summary>Versions of the API.</summary>
    public static Variable Versions { get; } =
        new LabelVariable("version", "Version", "version", ApiCounter + "{product=\"$product\",api=\"$api\"}") { IsMany = true };

    /// <summary>Error codes that the products answer with.</summary>
    public static Variable ErrorCodes { get; } = new LabelVariable(
        "error_code", "Error code", "error_code", NamespaceMetrics.ErrorCode.RequestsTotal + "{product=~\"$product\"}")
    { IsMany = true };

    /// <summary>Levels of tenants, from the index: the namespace has a series for each of 250,000 tenants.</summary>
    public static Variable Levels { get; } = new LabelVariable("gc_level", "Level", "gc_level", "") { IsMany = true };

    /// <summary>A tenant: typed, or chosen in a table; a list of all would be too long.</summary>
    public static Variable Uid { get; } = new TextVariable("uid", "Tenant (uid)", "other");

    /// <summary>Regions whose logs the centre merges.</summary>
    public static Variable SourceRegions { get; } =
        new LabelVariable("source_region", "Source region", "source_region", Telemetry.RegionCompleteness) { IsMany = true };
}
