namespace Aggregator.Central.Rollup;

/// <summary>
/// The names that were counted most, in bounded memory (the Space-Saving sketch of Metwally et al. 2005): a name that
/// is not among those kept takes the place, and the count, of the least. A count is at most that least one too high.
/// </summary>
internal sealed class TopCounts(int capacity)
{
    private readonly List<(string Name, long Count)> _entries = [];

    /// <summary>Adds to a name's count.</summary>
    public void Add(string name, long count)
    {
        var least = 0;
        for (var i = 0; i < _entries.Count; i++)
        {
            if (string.Equals(_entries[i].Name, name, StringComparison.Ordinal))
            {
                _entries[i] = (name, _entries[i].Count + count);
                return;
            }
            if (_entries[i].Count < _entries[least].Count) least = i;
        }
        if (_entries.Count < capacity) _entries.Add((name, count));
        else _entries[least] = (name, _entries[least].Count + count);
    }

    /// <summary>The names with the highest counts, highest first, then by name.</summary>
    public IReadOnlyList<(string Name, long Count)> Top(int count) =>
        [.. _entries.OrderByDescending(e => e.Count).ThenBy(e => e.Name, StringComparer.Ordinal).Take(count)];

    public void Save(BinaryWriter writer)
    {
        writer.Write(_entries.Count);
        foreach (var (name, count) in _entries)
        {
            writer.Write(name);
            writer.Write(count);
        }
    }

    public void Load(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++) _entries.Add((reader.ReadString(), reader.ReadInt64()));
    }
}
