using Aggregator.Central.State;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>
/// One region's clock: the least watermark of its current partitions. It never goes back. Partitions announced but not
/// heard yet make it stand still, for at most <c>current_within</c>; a partition that lags further holds nobody back.
/// </summary>
internal sealed class RegionClock
{
    /// <summary>
    /// Cluster of standard input, which cannot be read again: once its worker has started anew, nothing more will come.
    /// </summary>
    public const string StandardInput = "stdin";

    /// <summary>More partitions than any topic has; bounds what a wrong partition count can cost.</summary>
    private const int MaxPartitions = 100_000;

    private readonly Dictionary<SourceId, PartitionClock> _partitions = [];

    /// <summary>The clock, in event time ms; <see cref="WatermarkTracker.None"/> before any partition was current.</summary>
    public long ClockMs { get; private set; } = WatermarkTracker.None;

    /// <summary>True while the region has a clock within <c>current_within</c> of now.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>Partitions that are expected to keep up: those that neither ended nor are historic.</summary>
    public int KnownPartitions { get; private set; }

    /// <summary>Of these, the ones whose watermark is current.</summary>
    public int CurrentPartitions { get; private set; }

    /// <summary>When a flush last named any of its partitions; 0 before the first.</summary>
    private long HeardMs { get; set; }

    /// <summary>How far the slowest known partition is behind now, in ms; 0 without any.</summary>
    public long LagMs { get; private set; }

    /// <summary>Share of the known partitions that is current; with none left to wait for, 1.</summary>
    public double Completeness => KnownPartitions == 0 ? 1 : (double)CurrentPartitions / KnownPartitions;

    /// <summary>True when nothing more will come of any partition.</summary>
    public bool HasEnded => _partitions.Values.All(partition => partition.HasEnded);

    /// <summary>Takes a flush's word on one partition, and on how many its topic has.</summary>
    /// <param name="flush">Who says it.</param>
    /// <param name="progress">What it says.</param>
    /// <param name="isNews">False when the ledger is further already: watermark and state are not taken.</param>
    /// <param name="nowMs">The clock's now: wall time, or the highest event time.</param>
    /// <param name="wallMs">Wall time.</param>
    public void Observe(FlushId flush, SourceProgress progress, bool isNews, long nowMs, long wallMs)
    {
        // A region that was away for so long is about to name its partitions again, one worker after the other.
        if (wallMs - HeardMs > PositionLedger.ForgetEndedAfterMs) RestartAges(wallMs);
        HeardMs = Math.Max(HeardMs, wallMs);
        Announce(progress, nowMs);
        var partition = Partition(progress.Id, nowMs);
        partition.HeardMs = wallMs;
        partition.Worker = flush.Worker;
        partition.Epoch = flush.Epoch;
        if (!isNews) return;
        partition.Advance(progress.WatermarkMs);
        partition.States = progress.States;
    }

    /// <summary>A worker's new incarnation ends the standard input of the one before.</summary>
    public void EndStandardInputBefore(FlushId flush)
    {
        foreach (var (id, partition) in _partitions)
        {
            if (string.Equals(id.Cluster, StandardInput, StringComparison.Ordinal) && partition.Epoch < flush.Epoch
                && string.Equals(partition.Worker, flush.Worker, StringComparison.Ordinal))
            {
                partition.States |= SourceStates.Ended;
            }
        }
    }

    /// <summary>Works out the clock for this now.</summary>
    public void Advance(ClockLaw law, long nowMs)
    {
        var (known, current, slowest, least, isWaiting) = (0, 0, nowMs, long.MaxValue, false);
        foreach (var partition in _partitions.Values)
        {
            if (!law.Expects(partition)) continue;
            known++;
            if (partition.WatermarkMs == WatermarkTracker.None)
            {
                isWaiting |= law.IsWithin(partition.AnnouncedMs, nowMs);
                slowest = Math.Min(slowest, partition.AnnouncedMs);
                continue;
            }
            slowest = Math.Min(slowest, partition.WatermarkMs);
            if (!law.IsWithin(partition.WatermarkMs, nowMs)) continue;
            current++;
            least = Math.Min(least, Math.Min(partition.WatermarkMs, nowMs));
        }

        (KnownPartitions, CurrentPartitions, LagMs) = (known, current, nowMs - slowest);
        var standsStill = isWaiting && (ClockMs == WatermarkTracker.None || law.IsWithin(ClockMs, nowMs));
        if (current > 0 && !standsStill) ClockMs = Math.Max(ClockMs, least);
        IsCurrent = (current > 0 || isWaiting) && ClockMs != WatermarkTracker.None && law.IsWithin(ClockMs, nowMs);
    }

    /// <summary>
    /// Forgets partitions that ended and have not been named for a day, and those that nobody reads any more: flushes name
    /// all that their worker reads, so one that none of a day's named was taken out of the sources. A region that is silent
    /// itself forgets nothing.
    /// </summary>
    public void Forget(long wallMs)
    {
        foreach (var (id, partition) in _partitions)
        {
            var sinceMs = partition.HasEnded ? wallMs : HeardMs;
            // Removing while enumerating is allowed for Dictionary.
            if (sinceMs - Math.Max(partition.HeardMs, partition.AnnouncedMs) > PositionLedger.ForgetEndedAfterMs) _partitions.Remove(id);
        }
    }

    /// <summary>Counts every partition as announced and heard at this wall time.</summary>
    public void RestartAges(long wallMs)
    {
        HeardMs = wallMs;
        foreach (var partition in _partitions.Values) partition.RestartAges(wallMs);
    }

    private void Announce(SourceProgress progress, long nowMs)
    {
        var count = Math.Min(progress.PartitionCount, MaxPartitions);
        if (_partitions.ContainsKey(progress.Id with { Partition = count - 1 })) return;
        for (var i = 0; i < count; i++) Partition(progress.Id with { Partition = i }, nowMs);
    }

    private PartitionClock Partition(SourceId id, long nowMs)
    {
        if (!_partitions.TryGetValue(id, out var partition))
            _partitions.Add(id, partition = new PartitionClock(nowMs));
        return partition;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(ClockMs);
        writer.Write(_partitions.Count);
        foreach (var (id, partition) in _partitions)
        {
            writer.Write(id);
            partition.Save(writer);
        }
    }

    public static RegionClock Load(BinaryReader reader)
    {
        var clock = new RegionClock { ClockMs = reader.ReadInt64() };
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++) clock._partitions.Add(reader.ReadSourceId(), PartitionClock.Load(reader));
        clock.HeardMs = clock._partitions.Values.Select(partition => partition.HeardMs).DefaultIfEmpty().Max();
        return clock;
    }
}
