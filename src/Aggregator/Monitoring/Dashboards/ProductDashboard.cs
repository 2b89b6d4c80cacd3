using System.Security.Cryptography;
using System.Text;
using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Products;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>One product, for the team that answers for it: is it well, since when, where, and which of its APIs and codes.</summary>
internal static class ProductDashboard
{
    private const int LongestUid = 40;

    /// <summary>The shipped one, on which the reader chooses a product.</summary>
    public static Dashboard Create() => new()
    {
        Uid = DashboardUids.Product,
        Title = "Gateway product",
        Description = "One product: traffic, errors, latency, by region, by API and by code, and against an hour and a day ago.",
        Tags = ["aggregator"],
        Variables = [Variables.Product, Variables.RegionsOfProduct],
        FiringAlerts = FiringAlerts.OfService("product=~\"$product\""),
        Rows =
        [
            new("", 4, CurrentPanels.All),
            new("Errors", 8, TrafficPanels.Errors),
            new("Traffic", 8, TrafficPanels.Requests),
            new("Latency", 8, LatencyPanels.All),
            new("APIs and codes", 10, DetailPanels.All),
        ],
    };

    /// <summary>One of a team's own, of this product alone.</summary>
    public static Dashboard Of(string product) => Create() with
    {
        Uid = UidOf(product),
        Title = $"{product}: gateway",
        Description = $"{product} at the API gateway: traffic, errors, latency, by region, by API and by code, and against an hour and a day ago.",
        Tags = ["aggregator-team", product],
        Variables = [new FixedVariable("product", "Product", product), Variables.RegionsOfProduct],
    };

    // Two products must never share an identity, so what had to be changed or cut is told apart by a hash.
    private static string UidOf(string product)
    {
        var plain = $"{DashboardUids.Product}-{string.Concat(product.Select(PlainOf))}";
        if (plain.Length <= LongestUid && plain.EndsWith($"-{product}", StringComparison.Ordinal)) return plain;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(product)))[..8];
        return $"{plain[..Math.Min(plain.Length, LongestUid - hash.Length - 1)]}-{hash}";
    }

    private static char PlainOf(char character) => char.IsAsciiLetterOrDigit(character) || character == '_' ? character : '-';
}
