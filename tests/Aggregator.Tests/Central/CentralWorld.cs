using Aggregator.Central;
using Aggregator.Central.Options;

namespace Aggregator.Tests.Central;

/// <summary>
/// Regions and a centre in simulated time. Every second each running region's gateways write a log to every partition,
/// every five seconds its job flushes, and the centre merges and publishes.
/// </summary>
internal sealed class CentralWorld
{
    /// <summary>2026-01-15T00:00:00Z, a whole minute.</summary>
    public const long StartMs = 1_768_435_200_000;

    public CentralWorld(CentralOptions? options = null, params RegionSimulator[] regions)
    {
        Options = options ?? new CentralOptions();
        Engine = NewEngine(Options);
        Regions.AddRange(regions);
    }

    public CentralOptions Options { get; }

    public CentralEngine Engine { get; set; }

    public List<RegionSimulator> Regions { get; } = [];

    public long NowMs { get; private set; } = StartMs;

    /// <summary>What the last publication showed.</summary>
    public Scrape Last { get; private set; } = null!;

    /// <summary>Changes the log that a region's gateway is about to write; null writes none.</summary>
    public Func<RegionSimulator, SimulatedLog, SimulatedLog?> Gateway { get; set; } = (_, log) => log;

    public static CentralEngine NewEngine(CentralOptions options, bool eventTime = false) =>
        new(options, RegionSimulator.WindowMs, (_, _, _) => "P1", eventTime);

    /// <summary>Lets time pass, with traffic.</summary>
    public void Run(int seconds, Action? eachSecond = null)
    {
        for (var i = 0; i < seconds; i++)
        {
            NowMs += 1000;
            foreach (var region in Regions) WriteAndFlush(region);
            Publish();
            eachSecond?.Invoke();
        }
    }

    /// <summary>Flushes a region now, merges it, and publishes.</summary>
    public void FlushNow(RegionSimulator region)
    {
        Engine.Merge(region.Flush(NowMs), NowMs);
        Publish();
    }

    public void Publish() => Last = new Scrape(Engine.Publish(NowMs));

    private void WriteAndFlush(RegionSimulator region)
    {
        // Shipping takes two seconds.
        if (Gateway(region, new SimulatedLog(NowMs - 2000)) is { } log)
        {
            for (var partition = 0; partition < region.PartitionCount; partition++) region.Write(log, partition);
        }
        if (region.IsRunning && NowMs / 1000 % 5 == 0) Engine.Merge(region.Flush(NowMs), NowMs);
    }
}
