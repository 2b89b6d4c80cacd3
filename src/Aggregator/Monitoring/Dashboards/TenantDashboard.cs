using Aggregator.Central.Rollup;
using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>
/// Which tenants are rate limited, and one tenant alone. There may be 250,000: what asks for all of them asks for one moment
/// and for the twenty that matter; graphs are of the one tenant that is named.
/// </summary>
internal static class TenantDashboard
{
    private const string OfLevels = "{gc_level=~\"$gc_level\"}";
    // The uid other is the sum of tenants without a level, and __overflow__ of those past the budget: nobody to call.
    private const string OfPersons = "{gc_level=~\"$gc_level\",uid!~\"other|__overflow__\"}";
    private const string OfTenant = "{uid=\"$uid\"}";
    private const string Window = "[2m]";

    private static readonly NamespaceMetrics Tenant = NamespaceMetrics.Tenant;

    // Chosen before anything is joined or summed: that is then done with twenty series instead of 250,000.
    private static readonly string MostLimited = PromQl.Top(20, $"rate({Tenant.LimitedTotal}{OfPersons}{Window}) > 0");

    public static Dashboard Create() => new()
    {
        Uid = DashboardUids.Tenant,
        Title = "Gateway tenants",
        Description = "Which tenants are rate limited, by level, and one tenant over time.",
        Tags = ["aggregator"],
        Refresh = "1m",
        Variables = [Variables.Levels, Variables.Uid],
        FiringAlerts = FiringAlerts.Named("KeyTenantThrottled"),
        Rows =
        [
            new("All tenants, now", 9, Limited(), LimitedShares(), Levels()),
            new("Tenant $uid", 4, Level(), Requests(), LimitedNow(), ShareNow()),
            new("", 8, ShareOverTime(), RequestsOverTime()),
        ],
    };

    private static TablePanel Limited() => new(1, "limited", "Most limited tenants")
    {
        Width = 10,
        Keys = [Columns.Uid, new("gc_level", "Level")],
        Values =
        [
            new("Limited", $"sum by (uid, gc_level) ({MostLimited})", Units.Requests),
            new("Share", $"max by (uid, gc_level) ({Tenant.LimitedRate}{OfPersons} and on (uid, gc_level) {MostLimited})", Units.Share, Thresholds.Above(0.1, 0.5)),
        ],
        SortedBy = "Limited",
        Description = "The twenty tenants of the chosen levels with most rate limited requests over two minutes, and the share of their requests "
            + "that it was in the last one. A key customer here needs a higher quota, or a word with its owner. Click a tenant to see it below.",
    };

    private static BarGaugePanel LimitedShares() => new(
        2, "limited-levels", "Limited by level",
        new($"sort_desc(sum by (gc_level) (rate({Tenant.LimitedTotal}{OfLevels}{Window})))", "{{gc_level}}"))
    {
        Width = 7,
        Unit = Units.Requests,
        Links = [DrillDown.Level],
        Description = "Rate limited requests a second by level of tenants, over two minutes. Click a level to see its tenants alone.",
    };

    private static TablePanel Levels() => new(3, "levels", "Levels")
    {
        Width = 7,
        Keys =
        [
            new("gc_level", "Level", new DataLink("Only this level", DashboardUids.Tenant, ("gc_level", DataLink.Cell("gc_level")))),
        ],
        Values =
        [
            new("Tenants", $"count by (gc_level) ({Tenant.RequestsTotal}{OfLevels})", Units.Count),
            new("Over 10 %", $"count by (gc_level) ({Tenant.LimitedRate}{OfLevels} > 0.1)", Units.Count, Thresholds.Above(1, 50)),
        ],
        SortedBy = "Tenants",
        Description = "Tenants seen within a day by level, and how many of them had more than 10 % of their requests limited in the last minute. "
            + "Many at once: a quota of an API, or of the gateway, is too low; one alone: its own.",
    };

    private static StatPanel Level() => new(4, "level", "Level", new($"count by (gc_level) ({Tenant.RequestsTotal}{OfTenant})", "{{gc_level}}"))
    {
        Width = 6,
        Unit = Units.Text,
        ShowsName = true,
        Description = "The tenant's level. Tenants without a level are summed in the uid other, unless configured otherwise.",
    };

    private static StatPanel Requests() => new(5, "requests-now", "Requests", new($"sum(rate({Tenant.RequestsTotal}{OfTenant}{Window}))"))
    {
        Width = 6,
        Unit = Units.Requests,
        Description = "Requests a second of the tenant over two minutes, those that were limited included.",
    };

    private static StatPanel LimitedNow() => new(6, "limited-now", "Limited", new($"sum(rate({Tenant.LimitedTotal}{OfTenant}{Window}))"))
    {
        Width = 6,
        Unit = Units.Requests,
        Description = "Rate limited requests a second of the tenant over two minutes: code 429, or an error code that says so (measures.limited).",
    };

    private static StatPanel ShareNow() => new(7, "limited-share-now", "Share limited", new($"max({Tenant.LimitedRate}{OfTenant})"))
    {
        Width = 6,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(0.1, 0.5),
        Description = "Share of the tenant's requests that were rate limited in the last minute. When it is high, look whether its requests grew, or its quota shrank.",
    };

    private static TimeSeriesPanel ShareOverTime() => new(
        8, "limited-share", "Share limited",
        new Query(PromQl.Share(PromQl.Rate(Tenant.LimitedTotal, OfTenant), PromQl.Rate(Tenant.RequestsTotal, OfTenant)), "limited"),
        new Query(
            PromQl.Share(PromQl.Rate(Tenant.LimitedTotal, OfTenant, ago: "1h"), PromQl.Rate(Tenant.RequestsTotal, OfTenant, ago: "1h")), "an hour ago"))
    {
        Width = 12,
        Unit = Units.Share,
        Thresholds = Thresholds.Above(0.1, 0.5),
        Description = "Share of the tenant's requests that were rate limited, and an hour before. It rises with its requests: a caller in a loop, or growth; "
            + "without more requests: a quota was lowered.",
    };

    private static TimeSeriesPanel RequestsOverTime() => new(
        9, "requests", "Requests",
        new Query(PromQl.Rate(Tenant.RequestsTotal, OfTenant), "all"),
        new Query(PromQl.Rate(Tenant.LimitedTotal, OfTenant), "limited"),
        new Query(PromQl.Rate(Tenant.RequestsTotal, OfTenant, ago: "1d"), "all, a day ago"))
    {
        Width = 12,
        Unit = Units.Requests,
        Description = "The tenant's requests a second, those that were limited, and its requests at the same time yesterday.",
    };
}
