using Aggregator.Core.Windowing;

namespace Aggregator.Central.Rollup;

/// <summary>How far the rings reach: from a minute before the slowest clock to what may lie ahead of now.</summary>
/// <param name="SlotMs">Length of a slot in ms.</param>
/// <param name="CurrentWithinMs">The slowest clock that shows gauges is this far behind now.</param>
/// <param name="MaxFutureMs">No log is further ahead of now than this.</param>
internal sealed record RingLayout(long SlotMs, long CurrentWithinMs, long MaxFutureMs)
{
    /// <summary>What a gauge covers: the last minute.</summary>
    public const long GaugeSpanMs = 60_000;

    /// <summary>Slots in a gauge.</summary>
    public int GaugeSlots => (int)(GaugeSpanMs / SlotMs);

    /// <summary>Slots in a ring: a constant. One more than the span, since it begins and ends inside a slot.</summary>
    public int Length => (int)((CurrentWithinMs + GaugeSpanMs + MaxFutureMs) / SlotMs) + 2;

    /// <summary>Start of the oldest slot that a gauge can still need at this now.</summary>
    public long OldestMs(long nowMs) => new TumblingWindow(SlotMs).StartOf(nowMs - CurrentWithinMs) - GaugeSpanMs;

    /// <summary>Start of the newest slot that is kept.</summary>
    public long NewestMs(long nowMs) => new TumblingWindow(SlotMs).StartOf(nowMs + MaxFutureMs);
}
