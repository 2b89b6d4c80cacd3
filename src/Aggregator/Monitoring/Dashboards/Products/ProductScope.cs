using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Dashboards.Products;

/// <summary>What the product dashboard is about, in every query.</summary>
internal static class ProductScope
{
    /// <summary>The product in the chosen regions.</summary>
    public const string InRegions = "{product=\"$product\",region_id=~\"$region\"}";

    /// <summary>The product everywhere: APIs and codes have no region.</summary>
    public const string Everywhere = "{product=\"$product\"}";

    /// <summary>The namespace asked for.</summary>
    public static NamespaceMetrics Product => NamespaceMetrics.Product;

    /// <summary>A share of the requests over time.</summary>
    public static string ShareOverTime(string counter, string by = "", string ago = "") => PromQl.Share(
        PromQl.Rate(counter, InRegions, by, ago), PromQl.Rate(Product.RequestsTotal, InRegions, by, ago));

    /// <summary>A share of the last minute's requests.</summary>
    public static string ShareNow(string gauge) => PromQl.Share(
        PromQl.LastMinute(gauge, InRegions), PromQl.LastMinute(Product.Requests, InRegions));
}
