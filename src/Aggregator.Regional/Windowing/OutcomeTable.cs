using System.Runtime.InteropServices;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Windowing;

/// <summary>Logs by outcome since the last flush. One thread.</summary>
public sealed class OutcomeTable
{
    private readonly Dictionary<(Outcome, string), long> _counts = [];
    private long _aggregated;

    /// <summary>Counts one log. <paramref name="detail"/> names the rule or reason, or is empty.</summary>
    public void Add(Outcome outcome, string detail)
    {
        // Nearly every log: kept out of the dictionary.
        if (outcome == Outcome.Aggregated) _aggregated++;
        else CollectionsMarshal.GetValueRefOrAddDefault(_counts, (outcome, detail), out _)++;
    }

    /// <summary>The counts above 0, in a fixed order.</summary>
    public IReadOnlyList<OutcomeCount> ToCounts()
    {
        var counts = new List<OutcomeCount>(_counts.Count + 1);
        if (_aggregated > 0) counts.Add(new OutcomeCount(Outcome.Aggregated, "", _aggregated));
        counts.AddRange(_counts
            .OrderBy(entry => entry.Key.Item1).ThenBy(entry => entry.Key.Item2, StringComparer.Ordinal)
            .Select(entry => new OutcomeCount(entry.Key.Item1, entry.Key.Item2, entry.Value)));
        return counts;
    }

    /// <summary>Forgets all counts.</summary>
    public void Clear()
    {
        _aggregated = 0;
        _counts.Clear();
    }
}
