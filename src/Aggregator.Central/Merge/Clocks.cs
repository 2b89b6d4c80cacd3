using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>
/// All clocks of the centre: one a region, and the global one, which is the least of the current regions and never goes
/// back. In event time, now is the highest event time, and when every source has ended everything is closed.
/// </summary>
internal sealed class Clocks(ClockLaw law, long windowSizeMs)
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<(string Region, RegionClock Clock)> _regions = [];
    private ClockLaw _law = law;
    private long _wallMs;

    /// <summary>Highest event time of any source; <see cref="WatermarkTracker.None"/> before the first.</summary>
    public long HighestEventMs { get; private set; } = WatermarkTracker.None;

    /// <summary>True while now is the highest event time instead of wall time.</summary>
    public bool EventTime => _law.EventTime;

    /// <summary>The clocks' now: wall time, or the highest event time (0 before the first log).</summary>
    public long NowMs => EventTime ? Math.Max(0, HighestEventMs) : _wallMs;

    /// <summary>The global clock; <see cref="WatermarkTracker.None"/> before any region was current.</summary>
    public long GlobalMs { get; private set; } = WatermarkTracker.None;

    /// <summary>True while any region is current.</summary>
    public bool IsGlobalCurrent { get; private set; }

    /// <summary>In event time: every source has ended, so no slot waits any longer.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Regions in the order they were first heard; a region's place is its index.</summary>
    public IReadOnlyList<(string Region, RegionClock Clock)> Regions => _regions;

    /// <summary>End of the newest slot that can hold a log: where gauges end once everything is closed.</summary>
    public long FinalEndMs => new TumblingWindow(windowSizeMs).StartOf(Math.Max(0, HighestEventMs)) + windowSizeMs;

    /// <summary>
    /// The clock that decides what is late: the global one, but at most <c>current_within</c> behind now, so that lagging
    /// regions alone cannot keep time from passing.
    /// </summary>
    public long LateClockMs => Math.Max(GlobalMs, NowMs - _law.CurrentWithinMs);

    /// <summary>From now on, now is wall time, which is <paramref name="wallMs"/>.</summary>
    public void GoLive(long wallMs)
    {
        (_law, _wallMs) = (_law with { EventTime = false }, wallMs);
        foreach (var (_, clock) in _regions) clock.RestartAges(wallMs);
    }

    /// <summary>The index of a region, which is known from now on.</summary>
    public int IndexOf(string region)
    {
        if (_indexes.TryGetValue(region, out var index)) return index;
        _indexes.Add(region, index = _regions.Count);
        _regions.Add((region, new RegionClock()));
        return index;
    }

    /// <summary>Takes the highest event times of a flush, before its partitions are observed.</summary>
    public void ObserveTime(Flush flush, FlushWindows windows, long wallMs)
    {
        _wallMs = wallMs;
        foreach (var source in flush.Sources) HighestEventMs = Math.Max(HighestEventMs, source.HighestEventMs);
        foreach (var (startMs, _) in windows.Runs) HighestEventMs = Math.Max(HighestEventMs, startMs);
    }

    /// <summary>Takes a flush's word on one partition.</summary>
    public void Observe(int region, FlushId flush, SourceProgress progress, bool isNews) =>
        _regions[region].Clock.Observe(flush, progress, isNews, NowMs, _wallMs);

    /// <summary>Works out every clock for this wall time.</summary>
    public void Advance(long wallMs)
    {
        _wallMs = wallMs;
        var least = long.MaxValue;
        HasEnded = EventTime && _regions.Count > 0;
        foreach (var (_, clock) in _regions)
        {
            if (!EventTime) clock.Forget(wallMs);
            clock.Advance(_law, NowMs);
            if (clock.IsCurrent) least = Math.Min(least, clock.ClockMs);
            HasEnded = HasEnded && clock.HasEnded;
        }
        IsGlobalCurrent = least != long.MaxValue;
        if (IsGlobalCurrent) GlobalMs = Math.Max(GlobalMs, least);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(EventTime);
        writer.Write(_wallMs);
        writer.Write(HighestEventMs);
        writer.Write(GlobalMs);
        writer.Write(_regions.Count);
        foreach (var (region, clock) in _regions)
        {
            writer.Write(region);
            clock.Save(writer);
        }
    }

    public void Load(BinaryReader reader)
    {
        _law = _law with { EventTime = reader.ReadBoolean() };
        _wallMs = reader.ReadInt64();
        HighestEventMs = reader.ReadInt64();
        GlobalMs = reader.ReadInt64();
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var region = reader.ReadString();
            _indexes.Add(region, i);
            _regions.Add((region, RegionClock.Load(reader)));
        }
    }
}
