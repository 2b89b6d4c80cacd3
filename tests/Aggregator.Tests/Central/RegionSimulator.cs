using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Tests.Central;

/// <summary>A log as the simulated gateways write it, after enrichment.</summary>
internal sealed record SimulatedLog(long TimeMs)
{
    public string Product { get; init; } = "ecs";
    public string Api { get; init; } = "RunInstances";
    public string Version { get; init; } = "2014-05-26";
    public string Uid { get; init; } = "1001";
    public TenantLevel Level { get; init; } = TenantLevel.Known("GC5");
    public string? RegionId { get; init; }
    public string BizRegionId { get; init; } = LabelValue.Unknown;
    public int Code { get; init; } = 200;
    public string ErrorCode { get; init; } = "";
    public long? LatencyMs { get; init; } = 20;
    public bool Limited { get; init; }
}

/// <summary>
/// A source region with partitions that gateways append to, and a regional job that reads them and flushes: with the right
/// positions, watermarks and outcomes, so that the ledger must balance.
/// </summary>
internal sealed class RegionSimulator(string region, int partitions = 1)
{
    public const long WindowMs = 10_000;
    private const long OutOfOrdernessMs = 5_000;
    private const long MaxFutureMs = 60_000;

    private readonly List<Partition> _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new Partition())];
    private List<SimulatedLog> _aggregated = [];
    private Dictionary<(Outcome, string), long> _outcomes = [];
    private long _sequence;

    public string Region { get; } = region;

    /// <summary>False while the regional job is down: logs pile up.</summary>
    public bool IsRunning { get; set; } = true;

    /// <summary>How far the clock of the regional job (not of the gateways) is ahead of true time.</summary>
    public long WorkerClockAheadMs { get; set; }

    /// <summary>Most logs that a flush reads of a partition.</summary>
    public int ReadAtMost { get; set; } = int.MaxValue;

    public long Epoch { get; set; } = 1;

    public long LogsWritten { get; private set; }

    public int PartitionCount => _partitions.Count;

    public void AddPartition() => _partitions.Add(new Partition());

    public void Own(int partition, bool isOwned) => _partitions[partition].IsOwned = isOwned;

    /// <summary>A gateway writes a log.</summary>
    public void Write(SimulatedLog log, int partition = 0)
    {
        _partitions[partition].Unread.Enqueue(log);
        LogsWritten++;
    }

    /// <summary>The regional job reads what there is and flushes at true time <paramref name="nowMs"/>.</summary>
    public Flush Flush(long nowMs, SourceStates states = SourceStates.None)
    {
        var sources = new List<SourceProgress>();
        for (var number = 0; number < _partitions.Count; number++)
        {
            if (_partitions[number].IsOwned) sources.Add(Read(number, nowMs + WorkerClockAheadMs, states));
        }
        var flush = new Flush(
            new FlushId(Region, "worker-0", Epoch, _sequence++), WindowMs, 1000, nowMs, Rows(_aggregated, Region), sources,
            [.. _outcomes.Select(entry => new OutcomeCount(entry.Key.Item1, entry.Key.Item2, entry.Value))]);
        (_aggregated, _outcomes) = ([], []);
        return flush;
    }

    private SourceProgress Read(int number, long workerNowMs, SourceStates states)
    {
        var partition = _partitions[number];
        var (from, logs) = (partition.Next, 0);
        while (logs < ReadAtMost && partition.Unread.TryDequeue(out var log))
        {
            logs++;
            partition.Next++;
            if (log.TimeMs > workerNowMs + MaxFutureMs)
            {
                Count(Outcome.Future);
                continue;
            }
            Count(Outcome.Aggregated);
            partition.Watermark.Observe(log.TimeMs);
            _aggregated.Add(log);
        }
        if (logs == 0) partition.Watermark.ObserveEnd(workerNowMs, workerNowMs);
        return new SourceProgress(
            new SourceId("kafka-" + Region, "access-log", number), _partitions.Count, from, partition.Next, logs, logs, 0, 0,
            partition.Watermark.WatermarkMs, partition.Watermark.HighestEventMs, states);
    }

    private void Count(Outcome outcome) => _outcomes[(outcome, "")] = _outcomes.GetValueOrDefault((outcome, "")) + 1;

    /// <summary>Aggregates logs into rows, as a regional job does.</summary>
    public static RowSet Rows(IEnumerable<SimulatedLog> logs, string region)
    {
        var groups = new Dictionary<(GroupKey, TenantLevel), PartialAggregate>();
        foreach (var log in logs)
        {
            var key = new GroupKey(
                new TumblingWindow(WindowMs).StartOf(log.TimeMs), log.Product, log.Api, log.Version, log.Uid,
                log.RegionId ?? region, "group-1", log.Code, log.ErrorCode, log.BizRegionId);
            if (!groups.TryGetValue((key, log.Level), out var partial)) groups.Add((key, log.Level), partial = new PartialAggregate());
            if (log.LatencyMs is { } latency) partial.Add(latency, latency > 1000, log.Limited);
            else partial.Add(log.Limited);
        }
        var rows = groups.Select(entry => new Row(entry.Key.Item1, entry.Key.Item2, entry.Value)).ToList();
        rows.Sort(Row.Compare);
        return [.. rows];
    }

    private sealed class Partition
    {
        public Queue<SimulatedLog> Unread { get; } = new();
        public WatermarkTracker Watermark { get; } = new(OutOfOrdernessMs);
        public bool IsOwned { get; set; } = true;
        public long Next { get; set; } = 100;
    }
}
