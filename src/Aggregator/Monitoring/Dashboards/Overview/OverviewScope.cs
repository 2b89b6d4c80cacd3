using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Dashboards.Overview;

/// <summary>What the overview is about, in every query.</summary>
internal static class OverviewScope
{
    /// <summary>The chosen products in the chosen regions.</summary>
    public const string Scope = "{product=~\"$product\",region_id=~\"$region\"}";

    /// <summary>The label that tells products apart.</summary>
    public const string ByProduct = "product";

    /// <summary>The label that tells regions of gateway nodes apart.</summary>
    public const string ByRegion = "region_id";

    /// <summary>Of the chosen products, and of none: the pipeline's alerts and those on tenants.</summary>
    public const string OfProducts = "product=~\"$product|\"";

    /// <summary>The namespace asked for.</summary>
    public static NamespaceMetrics Product => NamespaceMetrics.Product;

    /// <summary>Failed requests of a minute.</summary>
    public static string Failed(string by = "", string ago = "") => PromQl.LastMinute(Product.Http5xx, Scope, by, ago);

    /// <summary>All requests of a minute.</summary>
    public static string Requests(string by = "", string ago = "") => PromQl.LastMinute(Product.Requests, Scope, by, ago);
}
