namespace Aggregator.Central.Merge;

/// <summary>The <see cref="LogAges"/> of every region that had a row, by name.</summary>
internal sealed class RegionLogAges(long windowSizeMs)
{
    private readonly SortedDictionary<string, LogAges> _regions = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, LogAges> Regions => _regions;

    /// <summary>A flush of a region was merged, with logs of these windows.</summary>
    public void Merge(string region, FlushWindows windows)
    {
        if (windows.Runs.Count == 0) return;
        if (!_regions.TryGetValue(region, out var ages)) _regions.Add(region, ages = new LogAges());
        foreach (var (startMs, logs) in windows.Runs) ages.Merge(startMs, logs);
    }

    /// <summary>What was merged is published at this wall time; in event time no log has an age.</summary>
    public void Publish(long nowMs, bool eventTime)
    {
        foreach (var ages in _regions.Values)
        {
            if (eventTime) ages.Forget();
            else ages.Publish(nowMs, windowSizeMs);
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_regions.Count);
        foreach (var (region, ages) in _regions)
        {
            writer.Write(region);
            ages.Save(writer);
        }
    }

    public void Load(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var ages = new LogAges();
            _regions.Add(reader.ReadString(), ages);
            ages.Load(reader);
        }
    }
}
