using System.Globalization;

namespace Aggregator.PipelineTests.Restart;

/// <summary>
/// Remembers the highest value ever seen of every counter: a restart must show it again, or more. It knows every series
/// that ends in <c>_total</c> and the latency histograms of the four namespaces and of the centre's ledger.
/// </summary>
internal sealed class CounterWatch
{
    private readonly Dictionary<string, double> _highest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>Counters that went back, as <c>series: before → after</c>.</summary>
    public List<string> WentBack { get; } = [];

    /// <summary>Scrapes with roll-ups in them.</summary>
    public int Scrapes { get; private set; }

    /// <summary>Counters ever seen.</summary>
    public int Counters => _highest.Count;

    /// <summary>Counters ever seen that the last scrape left out.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>Takes a complete scrape; the values of all its series.</summary>
    public Dictionary<string, double> Take(string exposition)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in exposition.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#') continue;
            var space = line.LastIndexOf(' ');
            values[line[..space].ToString()] = double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture);
        }
        if (!values.ContainsKey("aggregator_central_published_at_seconds")) return values; // the state is being read

        Scrapes++;
        _missing.Clear();
        _missing.UnionWith(_highest.Keys);
        foreach (var (series, value) in values)
        {
            if (IsCounter(series)) Compare(series, value);
        }
        return values;
    }

    private void Compare(string series, double value)
    {
        _missing.Remove(series);
        if (value < _highest.GetValueOrDefault(series)) WentBack.Add($"{series}: {_highest[series]} → {value}");
        _highest[series] = Math.Max(value, _highest.GetValueOrDefault(series));
    }

    private static bool IsCounter(string series)
    {
        var name = series.AsSpan(0, series.IndexOf('{') is > 0 and var labels ? labels : series.Length);
        // What a process tells of its own connections begins anew with the process.
        var isOfTheProcess = name.StartsWith("aggregator_central_topic_");
        var isOurs = name.StartsWith("namespace_") || name.StartsWith("aggregator_central_");
        return isOurs && !isOfTheProcess && (name.EndsWith("_total") || name.Contains("rt_seconds_", StringComparison.Ordinal))
            || name is "aggregator_central_published_at_seconds";
    }
}
