namespace Aggregator.Central.Merge;

/// <summary>
/// How old one region's logs are when a publication first counts them. A row has a window, not a time, so its logs count
/// as written in the middle of it: half a window is the most that one age is wrong by, and their mean is right.
/// </summary>
internal sealed class LogAges
{
    /// <summary>Upper bounds in ms: fine around the freshness that is promised (30 s), coarse for backlogs.</summary>
    public static readonly long[] BoundsMs =
        [5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 45_000, 60_000, 90_000, 120_000, 300_000];

    private readonly SortedDictionary<long, long> _merged = [];
    private readonly long[] _upTo = new long[BoundsMs.Length];

    /// <summary>For each bound, logs of at most that age, ever since.</summary>
    public ReadOnlySpan<long> UpTo => _upTo;

    /// <summary>All logs, ever since.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of their ages in ms.</summary>
    public long SumMs { get; private set; }

    /// <summary>Logs of a window were merged; the next publication will count them.</summary>
    public void Merge(long windowStartMs, long logs) =>
        _merged[windowStartMs] = _merged.GetValueOrDefault(windowStartMs) + logs;

    /// <summary>What was merged is published at this wall time.</summary>
    public void Publish(long nowMs, long windowSizeMs)
    {
        foreach (var (windowStartMs, logs) in _merged) Add(Math.Max(0, nowMs - windowStartMs - windowSizeMs / 2), logs);
        _merged.Clear();
    }

    /// <summary>What was merged is published in event time, in which no log has an age.</summary>
    public void Forget() => _merged.Clear();

    public void Save(BinaryWriter writer)
    {
        writer.Write(_merged.Count);
        foreach (var (windowStartMs, logs) in _merged)
        {
            writer.Write(windowStartMs);
            writer.Write(logs);
        }
        foreach (var logs in _upTo) writer.Write(logs);
        writer.Write(Count);
        writer.Write(SumMs);
    }

    public void Load(BinaryReader reader)
    {
        var windows = reader.ReadInt32();
        for (var i = 0; i < windows; i++) _merged.Add(reader.ReadInt64(), reader.ReadInt64());
        for (var bound = 0; bound < _upTo.Length; bound++) _upTo[bound] = reader.ReadInt64();
        (Count, SumMs) = (reader.ReadInt64(), reader.ReadInt64());
    }

    private void Add(long ageMs, long logs)
    {
        for (var bound = 0; bound < _upTo.Length; bound++)
        {
            if (ageMs <= BoundsMs[bound]) _upTo[bound] += logs;
        }
        Count += logs;
        SumMs += ageMs * logs;
    }
}
