using Aggregator.Central.Merge;
using Aggregator.Central.Rollup;
using Aggregator.Core.Windowing;

namespace Aggregator.Central.Expose;

/// <summary>
/// Where the gauges of one publication end: at the last slot closed by the clock they follow. A label set fed by one
/// region follows that region's clock, any other the global clock; without a current region there are no gauges.
/// </summary>
internal sealed class GaugeEnds
{
    /// <summary>No gauges.</summary>
    public const long None = long.MinValue;

    private readonly long[] _regionEnds;
    private readonly ulong _current;

    public GaugeEnds(Clocks clocks, long slotMs)
    {
        var slots = new TumblingWindow(slotMs);
        _regionEnds = new long[clocks.Regions.Count];
        for (var region = 0; region < _regionEnds.Length; region++)
        {
            var clock = clocks.Regions[region].Clock;
            _regionEnds[region] = clocks.HasEnded ? clocks.FinalEndMs : clock.IsCurrent ? slots.StartOf(clock.ClockMs) : None;
            if (_regionEnds[region] != None) _current |= Feeders.BitOf(region);
        }
        GlobalMs = clocks.HasEnded ? clocks.FinalEndMs : clocks.IsGlobalCurrent ? slots.StartOf(clocks.GlobalMs) : None;
    }

    /// <summary>End of the gauges that follow the global clock, or <see cref="None"/>.</summary>
    public long GlobalMs { get; }

    /// <summary>End of a region's own gauges, or <see cref="None"/>.</summary>
    public long OfRegion(int region) => _regionEnds[region];

    /// <summary>End of the gauges of a label set with these feeders, or <see cref="None"/>.</summary>
    public long Of(ulong feeders)
    {
        var single = Feeders.SingleRegionOf(feeders);
        if (single >= 0) return _regionEnds[single];
        return (feeders & _current) != 0 ? GlobalMs : None;
    }
}
