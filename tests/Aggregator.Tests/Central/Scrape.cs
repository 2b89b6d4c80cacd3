using System.Buffers;
using System.Globalization;
using System.Text;
using Aggregator.Central.Expose;

namespace Aggregator.Tests.Central;

/// <summary>A snapshot as a scraper sees it: series with their values.</summary>
internal sealed class Scrape
{
    private readonly Dictionary<string, double> _series = new(StringComparer.Ordinal);

    public Scrape(ExpositionSnapshot snapshot, ExpositionPart? part = null)
    {
        Text = TextOf(snapshot, part);
        foreach (var line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#')) continue;
            var space = line.LastIndexOf(' ');
            _series.Add(line[..space], double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
        }
    }

    public string Text { get; }

    public IReadOnlyDictionary<string, double> Series => _series;

    /// <summary>A series' value; null when it is not there.</summary>
    public double? this[string series] => _series.TryGetValue(series, out var value) ? value : null;

    /// <summary>The sum over a metric's series whose labels contain every one of <paramref name="labels"/>.</summary>
    public double Sum(string metric, params string[] labels) => Of(metric, labels).Sum(entry => entry.Value);

    /// <summary>The series of a metric.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Of(string metric, params string[] labels) =>
    [
        .. _series.Where(entry => entry.Key.StartsWith(metric + "{", StringComparison.Ordinal)
            && labels.All(label => entry.Key.Contains(label, StringComparison.Ordinal))),
    ];

    public static string TextOf(ExpositionSnapshot snapshot, ExpositionPart? part = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        snapshot.Write(buffer, part);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
