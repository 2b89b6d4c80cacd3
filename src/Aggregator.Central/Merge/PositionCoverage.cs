namespace Aggregator.Central.Merge;

/// <summary>
/// Which numbers of one sequence were covered: disjoint intervals <c>[From, Next)</c>, ascending, and since when each gap
/// between them is open. Nearly always one interval.
/// </summary>
internal sealed class PositionCoverage
{
    /// <summary>Gaps remembered at once; past it the oldest counts as lost for good, so that memory stays bounded.</summary>
    public const int MaxGaps = 1000;

    private readonly List<Interval> _intervals = [];
    private long _givenUp;

    /// <summary>Position after the highest covered; <see cref="long.MinValue"/> before the first call.</summary>
    public long HighestNext => _intervals.Count == 0 ? long.MinValue : _intervals[^1].Next;

    /// <summary>Positions in gaps that were reported and are still open, and in those given up.</summary>
    public long ReportedPositions { get; private set; }

    /// <summary>
    /// Covers <c>[from, next)</c>. An empty interval counts too: it says that everything before it should be covered.
    /// </summary>
    /// <returns>How many of the positions were covered before.</returns>
    public long Cover(long from, long next, long nowMs)
    {
        var first = 0;
        while (first < _intervals.Count && _intervals[first].Next < from) first++;
        var end = first;
        var overlap = 0L;
        while (end < _intervals.Count && _intervals[end].From <= next)
        {
            overlap += Math.Max(0, Math.Min(next, _intervals[end].Next) - Math.Max(from, _intervals[end].From));
            end++;
        }

        if (first == end) Insert(first, from, next, nowMs);
        else Join(first, end, from, next);
        if (_intervals.Count > MaxGaps + 1) GiveUpOldestGap();
        CountReported();
        return overlap;
    }

    /// <summary>Every gap that has been open for <paramref name="graceMs"/> and was not returned before.</summary>
    public IReadOnlyList<(long From, long Next)> TakeOverdueGaps(long nowMs, long graceMs)
    {
        List<(long, long)>? overdue = null;
        for (var i = 1; i < _intervals.Count; i++)
        {
            var interval = _intervals[i];
            if (interval.GapReported || nowMs - interval.GapSinceMs < graceMs) continue;
            _intervals[i] = interval with { GapReported = true };
            (overdue ??= []).Add((_intervals[i - 1].Next, interval.From));
        }
        if (overdue is null) return [];
        CountReported();
        return overdue;
    }

    /// <summary>Counts every gap as begun now.</summary>
    public void RestartAges(long nowMs)
    {
        for (var i = 1; i < _intervals.Count; i++) _intervals[i] = _intervals[i] with { GapSinceMs = nowMs };
    }

    private void Insert(int at, long from, long next, long nowMs)
    {
        // A piece inside an old gap leaves two that are as old; a piece at either end opens a new one.
        var inside = at > 0 && at < _intervals.Count;
        var gap = inside ? _intervals[at] : new Interval(0, 0, nowMs, GapReported: false);
        _intervals.Insert(at, gap with { From = from, Next = next });
        if (at == 0 && _intervals.Count > 1)
            _intervals[1] = _intervals[1] with { GapSinceMs = nowMs, GapReported = false };
    }

    private void Join(int first, int end, long from, long next)
    {
        _intervals[first] = _intervals[first] with
        {
            From = Math.Min(from, _intervals[first].From),
            Next = Math.Max(next, _intervals[end - 1].Next),
        };
        _intervals.RemoveRange(first + 1, end - first - 1);
    }

    private void GiveUpOldestGap()
    {
        _givenUp += _intervals[1].From - _intervals[0].Next;
        _intervals[0] = _intervals[0] with { Next = _intervals[1].Next };
        _intervals.RemoveAt(1);
    }

    private void CountReported()
    {
        ReportedPositions = _givenUp;
        for (var i = 1; i < _intervals.Count; i++)
        {
            if (_intervals[i].GapReported) ReportedPositions += _intervals[i].From - _intervals[i - 1].Next;
        }
    }

    /// <summary>Writes the state, to be read by <see cref="Load"/>.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_givenUp);
        writer.Write(_intervals.Count);
        foreach (var interval in _intervals)
        {
            writer.Write(interval.From);
            writer.Write(interval.Next);
            writer.Write(interval.GapSinceMs);
            writer.Write(interval.GapReported);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static PositionCoverage Load(BinaryReader reader)
    {
        var coverage = new PositionCoverage { _givenUp = reader.ReadInt64() };
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            coverage._intervals.Add(
                new Interval(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean()));
        }
        coverage.CountReported();
        return coverage;
    }

    /// <summary>A covered interval, and the gap between it and the one before.</summary>
    private readonly record struct Interval(long From, long Next, long GapSinceMs, bool GapReported);
}
