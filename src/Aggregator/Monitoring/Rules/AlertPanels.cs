using Aggregator.Monitoring.Dashboards;

namespace Aggregator.Monitoring.Rules;

/// <summary>Addresses of the panels that show what an alert speaks of, with the alert's labels filled in when it fires.</summary>
internal static class AlertPanels
{
    /// <summary>A panel of the product's dashboard.</summary>
    public static string OfProduct(string panel) => PanelLinks.To(DashboardUids.Product, panel, Label("product"));

    /// <summary>A panel of the API's dashboard.</summary>
    public static string OfApi(string panel) => PanelLinks.To(DashboardUids.Api, panel, Label("product"), Label("api"), Label("version"));

    /// <summary>A panel of the tenant's dashboard.</summary>
    public static string OfTenant(string panel) => PanelLinks.To(DashboardUids.Tenant, panel, Label("gc_level"), Label("uid"));

    private static (string Variable, string Value) Label(string name) => (name, $"{{{{ $labels.{name} | urlquery }}}}");
}
