namespace Aggregator.Central.Rollup;

/// <summary>Which regions feed the series of each value of a label.</summary>
internal sealed class FedValues
{
    private readonly SortedDictionary<string, ulong> _feeders = new(StringComparer.Ordinal);

    /// <summary>A label set with this value has these feeders.</summary>
    public void Add(string value, ulong feeders) => _feeders[value] = _feeders.GetValueOrDefault(value) | feeders;

    /// <summary>
    /// The values that a region feeds, sorted. Regions that share a bit (see <see cref="Feeders"/>) are each said to feed
    /// what any of them does.
    /// </summary>
    public IReadOnlyList<string> Of(int region) =>
        [.. _feeders.Where(entry => (entry.Value & Feeders.BitOf(region)) != 0).Select(entry => entry.Key)];
}
