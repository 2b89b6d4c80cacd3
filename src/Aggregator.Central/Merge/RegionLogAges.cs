using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>The <see cref="LogAges"/> of every region that had a row, by name.</summary>
internal sealed class RegionLogAges(long windowSizeMs)
{
    private readonly SortedDictionary<string, LogAges> _regions = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, LogAges> Regions => _regions;

    /// <summary>A flush was merged.</summary>
    public void Merge(Flush flush)
    {
        if (flush.Rows.Count == 0) return;
        if (!_regions.TryGetValue(flush.Id.Region, out var ages)) _regions.Add(flush.Id.Region, ages = new LogAges());

        // Rows are sorted by window: a run of them is added at once.
        var (windowStartMs, logs) = (flush.Rows[0].Key.WindowStartMs, 0L);
        foreach (var row in flush.Rows)
        {
            if (row.Key.WindowStartMs != windowStartMs)
            {
                ages.Merge(windowStartMs, logs);
                (windowStartMs, logs) = (row.Key.WindowStartMs, 0);
            }
            logs += row.Measures.Count;
        }
        ages.Merge(windowStartMs, logs);
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
