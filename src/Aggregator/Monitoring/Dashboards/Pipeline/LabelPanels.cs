using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>The tables that give labels, and how many label sets there are.</summary>
internal static class LabelPanels
{
    private const string Tables = Telemetry.AllJobs;

    public static IReadOnlyList<Panel> All { get; } =
    [
        new TimeSeriesPanel(29, "dimension-age", "Age of tables", new Query($"max by (table, job, instance) ({Telemetry.DimensionAge}{Tables})", "{{table}} {{job}} {{instance}}"))
        {
            Width = 6,
            Unit = Units.Seconds,
            Thresholds = Thresholds.Above(900, 3600),
            Description = "How long ago each job read its copy of a table from the database (only with tables in a database). It is read every 5 minutes; when "
                + "the age grows, the last good copy stays in use: labels are old, counts are right. The job's log says why it cannot be read.",
        },
        new TimeSeriesPanel(
            30, "dimension-failures", "Tables: failed readings and rows",
            new Query(PromQl.Rate(Telemetry.DimensionFailures, Tables, "table, instance"), "{{table}} failed {{instance}}"),
            new Query($"max by (table, instance) ({Telemetry.DimensionRows}{Tables})", "{{table}} rows {{instance}}"))
        {
            Width = 6,
            Description = "Failed readings of a table a second, and rows of the copy in use. A table that shrinks at once was emptied or replaced by mistake: labels "
                + "become unknown with the next reading.",
        },
        new TimeSeriesPanel(
            31, "tenant-cache", "Tenants: answers of the cache",
            new Query(PromQl.Rate(Telemetry.TenantHits, Tables), "held"),
            new Query(PromQl.Rate(Telemetry.TenantNegativeHits, Tables), "held: no level"),
            new Query(PromQl.Rate(Telemetry.TenantMisses, Tables), "looked up"),
            new Query(PromQl.Rate(Telemetry.TenantStale, Tables), "no answer, level kept"),
            new Query(PromQl.Rate(Telemetry.TenantUnknown, Tables), "no answer, unknown"))
        {
            Width = 6,
            Unit = Units.PerSecond,
            Description = "Tenants of flushes a second by how their level was found (only with tenants in a database). No answers: the database is away or slow; levels "
                + "show as they were or as unknown, and counts are right.",
        },
        new TimeSeriesPanel(
            32, "tenant-lookups", "Tenants: time of a lookup",
            new Query(PromQl.Share(PromQl.Rate(Telemetry.TenantLookupSeconds, Tables, "instance"), PromQl.Rate(Telemetry.TenantLookups, Tables, "instance")), "{{instance}}"))
        {
            Width = 6,
            Unit = Units.Seconds,
            Description = "Mean time of a lookup of up to a thousand tenants, retries included. Over the budget of a flush (500 ms), levels come one flush later.",
        },
        new BarGaugePanel(
            33, "budgets", "Budgets used",
            new($"max by (namespace) ({Telemetry.LabelSets}) / max by (namespace) ({Telemetry.LabelSetBudget})", "{{namespace}}"))
        {
            Width = 8,
            Unit = Units.Share,
            Full = 1,
            Thresholds = Thresholds.Above(0.8, 0.95),
            Description = "Label sets of each namespace as a share of its budget. From 100 % on, new ones are summed as __overflow__. Before that: raise central.budgets "
                + "(about 1 KB of memory each), or find what makes so many.",
        },
        new TimeSeriesPanel(34, "overflow", "Logs in __overflow__", new Query(PromQl.Rate(Telemetry.OverflowLogs, "", "namespace"), "{{namespace}}"))
        {
            Width = 8,
            Unit = Units.Logs,
            Description = "Logs a second that are summed as __overflow__, because their namespace has no room for new label sets. Totals are right; what is new has no series of its own.",
        },
        new TablePanel(35, "overflow-offenders", "What overflows")
        {
            Width = 8,
            Keys = [new("namespace", "Namespace"), new("offender", "Product or tenant")],
            Values = [new("Logs", $"max by (namespace, offender) ({Telemetry.OverflowOffenders})", Units.Count)],
            SortedBy = "Logs",
            Description = "What brought most of the overflow, with about how many logs; empty without overflow. A product that puts ids into API names or error codes: mend "
                + "it there, or drop them with a filter.",
        },
    ];
}
