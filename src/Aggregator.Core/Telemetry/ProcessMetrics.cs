using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Aggregator.Core.Telemetry;

/// <summary>What the process itself uses: every instrument, its unit and its help.</summary>
public static class ProcessMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "aggregator_process";

    /// <summary>Makes the instruments.</summary>
    public static void Register(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        meter.CreateObservableCounter(
            "process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, null,
            "User and system CPU time of the process.");
        meter.CreateObservableGauge(
            "process_resident_memory_bytes", () => Environment.WorkingSet, null, "Memory that the process occupies.");
        meter.CreateObservableGauge(
            "process_start_time_seconds", StartSeconds, null, "Wall time at which the process began.");
        meter.CreateObservableGauge(
            "dotnet_gc_heap_bytes", () => GC.GetTotalMemory(false), null, "Bytes of managed objects, dead ones included.");
        meter.CreateObservableGauge(
            "dotnet_gc_available_bytes", () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, null,
            "Most bytes that managed objects may take: DOTNET_GCHeapHardLimit, else the container's or machine's memory.");
        meter.CreateObservableCounter(
            "dotnet_gc_pause_seconds_total", () => GC.GetTotalPauseDuration().TotalSeconds, null,
            "Time that the process stood still for garbage collection.");
    }

    private static double StartSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
    }
}
