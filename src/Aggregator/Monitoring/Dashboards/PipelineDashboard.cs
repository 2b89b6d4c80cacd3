using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Pipeline;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>Whether the numbers of the other dashboards are fresh, whole and right, and if not, which part of the pipeline is to blame.</summary>
internal static class PipelineDashboard
{
    public static Dashboard Create() => new()
    {
        Uid = DashboardUids.Pipeline,
        Title = "Pipeline health",
        Description = "Whether the numbers of the other dashboards are fresh, whole and right, and if not, which part of the pipeline is to blame.",
        Tags = ["aggregator"],
        Variables = [Variables.SourceRegions],
        FiringAlerts = FiringAlerts.OfPipeline("source_region=~\"$source_region|\""),
        Rows =
        [
            new("", 4, HealthPanels.All),
            new("Fresh: from log to metric", 8, FreshnessPanels.All),
            new("Whole: regions", 8, RegionPanels.All),
            new("Logs: what became of them", 8, LogPanels.All),
            new("Right: the ledger", 8, LedgerPanels.All),
            new("Labels: tables and budgets", 8, LabelPanels.All),
            new("Scrapes and processes", 8, ProcessPanels.All),
            new("Topics and regional jobs on Kafka", 8, KafkaPanels.All),
        ],
    };
}
