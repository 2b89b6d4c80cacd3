using System.Globalization;
using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Kafka.Chaos;
using Aggregator.PipelineTests.Restart;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>A backlog behind a broker that takes seconds for every answer: it is read more slowly, not into memory.</summary>
public sealed class SlowBrokerTests(ITestOutputHelper output)
{
    private const int Backlog = 300_000;
    private const int MaxGroups = 20_000;

    // Objects may take a third of the 210 MB that the backlog has.
    private const long HeapLimitBytes = 96L * 1024 * 1024;

    // With the runtime (some 70 MB), the client's queues, which hold 64 MB each, and an answer of 8 MB, decompressed.
    private const long ResidentLimitBytes = 320L * 1024 * 1024;

    private static readonly Dictionary<string, string> BoundedHeap = new(StringComparer.Ordinal)
    {
        ["DOTNET_GCHeapHardLimit"] = HeapLimitBytes.ToString("X", CultureInfo.InvariantCulture),
    };

    [Fact]
    public async Task Memory_stays_bounded_in_both_tiers_and_nothing_is_lost()
    {
        var settings = new RegionSettings { FlushInterval = "50s", Windows = $"max_groups: {MaxGroups}" };
        var traffic = GatewayTraffic.Options with { Rate = 100_000, Tenants = 100_000 };
        await using var region = new OneRegion(2, settings, traffic);
        while (region.Traffic.Truth.Logs < Backlog) region.Traffic.SendDue();
        region.Traffic.Flush();
        foreach (var api in (ApiKey[])[ApiKey.Produce, ApiKey.EndTxn])
        {
            region.Broker.Faults.Add(new Fault { Effect = FaultEffect.Handle, Api = api, Delay = TimeSpan.FromSeconds(1) });
        }

        var worker = region.StartWorker("w0", BoundedHeap);
        var done = await region.WorkerAsync(worker, metrics => metrics.Sum("aggregator_regional_logs_total") >= region.Traffic.Truth.Logs);
        var rowsAFlush = done.Sum("aggregator_regional_rows_total") / done.Sum("aggregator_regional_flushes_total");
        var resident = PeakResidentBytes(worker);
        // What it holds since its last early flush.
        Assert.Equal(0, await worker.StopAsync());

        region.Broker.Faults.Clear();
        region.Broker.Faults.Delay(TimeSpan.FromMilliseconds(500), ApiKey.Fetch);
        var centre = region.StartCentre(BoundedHeap);
        await region.AssertExactAsync();
        var residentAtCentre = PeakResidentBytes(centre);
        output.WriteLine(
            $"{region.Traffic.Truth.Logs} logs; {done.Sum("aggregator_regional_flushes_total")} flushes of {rowsAFlush:F0} rows; resident at most {resident >> 20} MB (worker), {residentAtCentre >> 20} MB (centre)");
        Assert.InRange(done.Sum("aggregator_regional_flushes_total"), 3, 1000);
        Assert.InRange(rowsAFlush, 1, MaxGroups * 1.5);
        Assert.InRange(resident, 1, ResidentLimitBytes);
        Assert.InRange(residentAtCentre, 1, ResidentLimitBytes);
    }

    /// <summary>Most memory that a process has had, as Linux tells it.</summary>
    private static long PeakResidentBytes(AggregatorProcess process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
