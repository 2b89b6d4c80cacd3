namespace Aggregator.Monitoring.Dashboards;

/// <summary>Identities of the shipped dashboards, which links and file names are made of.</summary>
internal static class DashboardUids
{
    public const string Overview = "aggregator-overview";
    public const string Product = "aggregator-product";
    public const string Api = "aggregator-api";
    public const string ErrorCode = "aggregator-error-code";
    public const string Tenant = "aggregator-tenant";
    public const string Pipeline = "aggregator-pipeline";
}
