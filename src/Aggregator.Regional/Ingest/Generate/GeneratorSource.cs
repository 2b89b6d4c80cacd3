using System.Globalization;
using Aggregator.Core.Wire;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// Logs of a <see cref="LogGenerator"/>, each handed over when it is due by wall time. Positions are log numbers, and
/// the partition's topic tells the start, so that a restart goes on where the last flush ended. What fell due meanwhile
/// is made up for as fast as it is taken.
/// </summary>
public sealed class GeneratorSource : ILogSource
{
    /// <summary>The cluster of a generator's partition.</summary>
    public const string Cluster = "generate";

    private const int LogsBetweenClockReadings = 64;
    private static readonly GenerateOptions Defaults = new();
    private static readonly TimeSpan WorkPerPoll = TimeSpan.FromMilliseconds(20);

    private readonly GenerateOptions _options;
    private readonly TimeProvider _time;
    private readonly LogGenerator _generator;
    private readonly SourcePartition _partition;
    private readonly SourcePartition[] _partitions;

    /// <param name="options">What to make. With other options than before, a new stream starts.</param>
    /// <param name="region">Source region: where the gateway nodes stand.</param>
    /// <param name="restored">The last flush before the restart; this source takes what is its own.</param>
    /// <param name="outOfOrdernessMs">Bound of the disorder, in ms.</param>
    /// <param name="time">Wall clock: the start of a new stream, and how long a poll has worked.</param>
    public GeneratorSource(
        GenerateOptions options, string region, RestoredProgress restored, long outOfOrdernessMs, TimeProvider time)
    {
        _options = options;
        _time = time;
        var stream = StreamName(options, region);
        var last = LastOf(stream, restored.Sources);
        var startMs = last is null ? time.GetUtcNow().ToUnixTimeMilliseconds() : StartOf(stream, last.Id)!.Value;
        _generator = new LogGenerator(options, region, startMs);
        var id = new SourceId(Cluster, string.Create(CultureInfo.InvariantCulture, $"{stream}-{startMs}"), 0);
        _partition = new SourcePartition(id, 1, last?.Next ?? 0, outOfOrdernessMs);
        if (last is not null)
        {
            restored.Claim(last.Id);
            _partition.Watermark.Restore(last.WatermarkMs, last.HighestEventMs);
        }
        _partitions = [_partition];
        EndWhenComplete();
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<SourcePartition> Partitions => _partitions;

    /// <inheritdoc/>
    public bool IsCompleted => _options.Count > 0 && _partition.Next >= _options.Count;

    /// <inheritdoc/>
    public int Poll(LogReceiver receiver, long nowMs)
    {
        var begun = _time.GetTimestamp();
        var handed = 0;
        while (!IsCompleted && _generator.DueMs(_partition.Next) <= nowMs)
        {
            if (handed > 0 && handed % LogsBetweenClockReadings == 0 && _time.GetElapsedTime(begun) >= WorkPerPoll)
            {
                _partition.Watermark.LoseEnd();
                return handed;
            }
            HandOver(receiver, nowMs);
            handed++;
        }
        // Its logs fall due by wall time, so that is what passes here.
        if (!IsCompleted) _partition.Watermark.ObserveEnd(nowMs, clockMs: nowMs);
        EndWhenComplete();
        return handed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // There is nothing to release: a generator is numbers.
    }

    private void HandOver(LogReceiver receiver, long nowMs)
    {
        var position = _partition.Next;
        var log = _generator.Write(position);
        receiver.Take(_partition, log, new LogArrival(position, nowMs));
        _partition.Next = position + 1;
        _partition.Messages++;
    }

    private void EndWhenComplete()
    {
        if (IsCompleted) _partition.States |= SourceStates.Ended;
    }

    // Every option that log n depends on: with another one, position n would be another log.
    private static string StreamName(GenerateOptions o, string region)
    {
        var parts = string.Create(
            CultureInfo.InvariantCulture,
            $"{o.Rate:R} {o.Tenants} {o.Products} {o.Apis} {o.Nodes} {o.BurstEvery.Ticks} {o.BurstFor.Ticks} {o.Disorder:R} {o.Damaged:R} ");
        // Left out where it says nothing, so that a stream from before there were such options goes on.
        var burst = o.BurstProduct is not null || o.BurstShare != Defaults.BurstShare
            ? string.Create(CultureInfo.InvariantCulture, $"{o.BurstProduct} {o.BurstShare:R} ")
            : "";
        var hash = (uint)CounterRandom.Hash(parts + burst + string.Join(' ', o.Regions));
        return string.Create(CultureInfo.InvariantCulture, $"{region}-seed{o.Seed}-{hash:x8}");
    }

    private static SourceProgress? LastOf(string stream, IReadOnlyList<SourceProgress> restored)
    {
        SourceProgress? last = null;
        foreach (var progress in restored)
        {
            if (StartOf(stream, progress.Id) is { } startMs && (last is null || startMs > StartOf(stream, last.Id)))
            {
                last = progress;
            }
        }
        return last;
    }

    private static long? StartOf(string stream, SourceId id)
    {
        if (!string.Equals(id.Cluster, Cluster, StringComparison.Ordinal) || !id.Topic.StartsWith(stream + "-", StringComparison.Ordinal)) return null;
        return long.TryParse(id.Topic.AsSpan(stream.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var startMs)
            ? startMs
            : null;
    }
}
