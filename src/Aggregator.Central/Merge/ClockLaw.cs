using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>What counts as current.</summary>
/// <param name="CurrentWithinMs">A watermark may be this far behind now.</param>
/// <param name="MaxFutureMs">A watermark may be this far ahead of now: further, and its worker's clock is wrong.</param>
/// <param name="EventTime">
/// True when now is the highest event time. Then historic files have a clock like any other source; by wall time nobody
/// waits for them.
/// </param>
internal readonly record struct ClockLaw(long CurrentWithinMs, long MaxFutureMs, bool EventTime)
{
    /// <summary>True while the time is near enough to now.</summary>
    public bool IsWithin(long timeMs, long nowMs) => nowMs - timeMs <= CurrentWithinMs && timeMs - nowMs <= MaxFutureMs;

    /// <summary>True when the partition should keep up with now.</summary>
    public bool Expects(PartitionClock partition) =>
        !partition.HasEnded && (EventTime || !partition.States.HasFlag(SourceStates.Historic));
}
