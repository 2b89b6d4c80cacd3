using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator.PipelineTests.Support;

/// <summary>A scrape, parsed: every series with its value.</summary>
public sealed partial class Exposition
{
    private readonly List<(string Name, IReadOnlyDictionary<string, string> Labels, string Series, double Value)> _samples = [];

    /// <summary>All samples: metric name, labels, the series as it stood in the text, value.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Labels, string Series, double Value)> Samples => _samples;

    /// <summary>Reads text format 0.0.4.</summary>
    public static Exposition Parse(string text)
    {
        var exposition = new Exposition();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var match = Line().Match(line);
            if (!match.Success) throw new FormatException($"Not a sample: {line}");
            var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(
                label => label.Groups["name"].Value, label => Unescape(label.Groups["value"].Value), StringComparer.Ordinal);
            var series = line[..line.LastIndexOf(' ')];
            exposition._samples.Add((match.Groups["name"].Value, labels, series, double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)));
        }
        return exposition;
    }

    /// <summary>Scrapes a part, or everything.</summary>
    public static async Task<Exposition> ScrapeAsync(HttpClient http, Uri metrics, string part = "") =>
        Parse(await http.GetStringAsync(part.Length == 0 ? metrics : new Uri($"{metrics}/{part}")));

    /// <summary>Sum over a metric's series with the given labels.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels) => _samples
        .Where(sample => string.Equals(sample.Name, name, StringComparison.Ordinal))
        .Where(sample => labels.All(label => string.Equals(sample.Labels.GetValueOrDefault(label.Name), label.Value, StringComparison.Ordinal)))
        .Sum(sample => sample.Value);

    private static string Unescape(string value) =>
        value.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<number>\S+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(\\.|[^"\\])*)",?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
