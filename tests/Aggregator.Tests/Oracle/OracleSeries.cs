using System.Globalization;

namespace Aggregator.Tests.Oracle;

/// <summary>A line of an exposition without its value. Labels are sorted by name, so that their order does not matter.</summary>
internal readonly record struct OracleSeries(string Name, string Labels)
{
    public static OracleSeries Of(string name, params IEnumerable<(string Name, string Value)> labels) => new(
        name,
        string.Join(',', labels
            .OrderBy(label => label.Name, StringComparer.Ordinal)
            .Select(label => $"{label.Name}=\"{Escape(label.Value)}\"")));

    public override string ToString() => Labels.Length == 0 ? Name : $"{Name}{{{Labels}}}";

    /// <summary>Every sample of an exposition in text format 0.0.4, a twin of what Prometheus reads.</summary>
    public static Dictionary<OracleSeries, double> Parse(string exposition) => exposition
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '#')
        .Select(ParseLine)
        .ToDictionary(sample => sample.Series, sample => sample.Value); // a series twice is an error: Prometheus drops the scrape

    private static (OracleSeries Series, double Value) ParseLine(string line)
    {
        var at = line.IndexOfAny(['{', ' ']);
        var name = line[..at];
        var labels = new List<(string, string)>();
        if (line[at] == '{') at = ParseLabels(line, at + 1, labels);
        return (Of(name, labels), ParseValue(line[at..].Trim()));
    }

    private static int ParseLabels(string line, int at, List<(string Name, string Value)> labels)
    {
        while (line[at] != '}')
        {
            var equals = line.IndexOf('=', at);
            var name = line[at..equals].Trim(',', ' ');
            var value = "";
            for (at = equals + 2; line[at] != '"'; at++)
            {
                value += line[at] != '\\' ? line[at] : line[++at] == 'n' ? '\n' : line[at];
            }
            labels.Add((name, value));
            at++;
            if (line[at] == ',') at++;
        }
        return at + 1;
    }

    private static double ParseValue(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture),
    };

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
