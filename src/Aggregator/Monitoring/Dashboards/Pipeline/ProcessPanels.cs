using Aggregator.Monitoring.Dashboards.Model;
using Aggregator.Monitoring.Dashboards.Panels;

namespace Aggregator.Monitoring.Dashboards.Pipeline;

/// <summary>What Prometheus and the machines say of the jobs.</summary>
internal static class ProcessPanels
{
    private const string Jobs = Telemetry.AllJobs;
    private const string Process = "{{job}} {{instance}}";
    private const string ByProcess = "job, instance";

    public static IReadOnlyList<Panel> All { get; } =
    [
        new StateTimelinePanel(36, "up", "Targets", new($"max by (job, instance) (up{Jobs})", Process))
        {
            Width = 8,
            Unit = Units.YesNo,
            Thresholds = Thresholds.GoodFrom(1),
            Description = "Whether Prometheus can scrape each target. No: the process is down, does not answer in time, or cannot be reached.",
        },
        new TimeSeriesPanel(37, "scrape-duration", "Time of a scrape", new Query($"max by (job, instance) (scrape_duration_seconds{Jobs})", Process))
        {
            Width = 8,
            Unit = Units.Seconds,
            Description = "How long each scrape takes. At its scrape_timeout a scrape is lost whole: raise the timeout, scrape that namespace less often, or lower its budget.",
        },
        new TimeSeriesPanel(38, "samples", "Samples of a scrape", new Query($"max by (job, instance) (scrape_samples_scraped{Jobs})", Process))
        {
            Width = 8,
            Description = "Samples of each scrape. At sample_limit or body_size_limit of its scrape_config the scrape is lost whole; Prometheus takes about 3 KB of memory for each.",
        },
        new TimeSeriesPanel(39, "cpu", "CPU", new Query(PromQl.Rate(Telemetry.CpuSeconds, Jobs, ByProcess), Process))
        {
            Width = 6,
            Unit = Units.Cores,
            Description = "Cores that each process uses. A regional job near its limit falls behind: give it more workers or cores. The centre has one merge thread.",
        },
        new TimeSeriesPanel(
            40, "memory", "Memory",
            new Query($"max by (job, instance) ({Telemetry.ResidentBytes}{Jobs})", "resident " + Process),
            new Query($"max by (job, instance) ({Telemetry.HeapBytes}{Jobs})", "heap " + Process))
        {
            Width = 6,
            Unit = Units.Bytes,
            Description = "Memory that each process occupies, and managed objects in it, dead ones included. Bounded by windows.max_groups and central.budgets: when it grows "
                + "without end, report it with a dump.",
        },
        new TimeSeriesPanel(
            41, "heap-share", "Heap of what is available",
            new Query($"max by (job, instance) ({Telemetry.HeapBytes}{Jobs} / {Telemetry.AvailableBytes}{Jobs})", Process))
        {
            Width = 6,
            Unit = Units.Share,
            Thresholds = Thresholds.Above(0.7, 0.9),
            Description = "Managed heap as a share of the most it may take (the container's or machine's memory, or DOTNET_GCHeapHardLimit). Near 100 % the process "
                + "collects all the time and then ends: give it memory, or lower budgets and max_groups.",
        },
        new TimeSeriesPanel(42, "gc", "Pauses of garbage collection", new Query(PromQl.Rate(Telemetry.PauseSeconds, Jobs, ByProcess), Process))
        {
            Width = 6,
            Unit = Units.Share,
            Description = "Share of time that each process stands still for garbage collection. Over 10 %: too little memory for what it holds.",
        },
        new TimeSeriesPanel(43, "restarts", "Age of processes", new Query($"time() - max by (job, instance) ({Telemetry.StartTime}{Jobs})", Process))
        {
            Width = 12,
            Unit = Units.Seconds,
            Description = "How long each process has run; a fall to 0 is a restart. Counts go on after it. Many: look at the end of its log, and whether memory limits killed it.",
        },
        new TimeSeriesPanel(
            44, "flushes", "Flushes and rows",
            new Query(PromQl.Rate(Telemetry.RegionalFlushes, PipelineScope.Regions, "source_region"), "{{source_region}} flushes"),
            new Query(PromQl.Rate(Telemetry.RegionalRows, PipelineScope.Regions, "source_region"), "{{source_region}} rows"))
        {
            Width = 12,
            Unit = Units.PerSecond,
            Description = "Flushes and rows a second that regional jobs send. One flush every 5 s and worker, more when groups reach windows.max_groups. Many more rows with the "
                + "same logs: a label has begun to vary.",
        },
    ];
}
