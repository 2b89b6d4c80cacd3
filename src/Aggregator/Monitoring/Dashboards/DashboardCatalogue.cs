using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>Every dashboard, and the files that Grafana loads.</summary>
internal static class DashboardCatalogue
{
    /// <summary>Those that are shipped in <c>grafana/dashboards/</c>, in the order of their links.</summary>
    public static IReadOnlyList<Dashboard> All { get; } =
    [
        OverviewDashboard.Create(), ProductDashboard.Create(), ApiDashboard.Create(), ErrorCodeDashboard.Create(), TenantDashboard.Create(),
        PipelineDashboard.Create(),
    ];

    /// <summary>Names and contents of the shipped files.</summary>
    public static IReadOnlyList<(string FileName, string Json)> Shipped() => [.. All.Select(FileOf)];

    /// <summary>Name and content of a team's own dashboard of its product, which links to the shipped ones.</summary>
    public static (string FileName, string Json) OfProduct(string product) => FileOf(ProductDashboard.Of(product));

    private static (string FileName, string Json) FileOf(Dashboard dashboard) =>
        ($"{dashboard.Uid}.json", DashboardJson.Write(dashboard, All));
}
