using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Overview;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>All products and regions on one screen: is anything wrong, and where.</summary>
internal static class OverviewDashboard
{
    public static Dashboard Create() => new()
    {
        Uid = DashboardUids.Overview,
        Title = "Gateway overview",
        Description = "All products and regions at a glance: is anything wrong, and where.",
        Tags = ["aggregator"],
        Variables = [Variables.Products, Variables.Regions],
        FiringAlerts = FiringAlerts.All(OverviewScope.OfProducts),
        Rows =
        [
            new("", 4, CurrentPanels.All),
            new("", 7, HistoryPanels.All),
            new("", 9, TablePanels.All),
            new("", 8, ChangePanels.All),
        ],
    };
}
