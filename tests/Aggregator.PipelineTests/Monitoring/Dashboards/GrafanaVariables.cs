using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Prometheus;

namespace Aggregator.PipelineTests.Monitoring.Dashboards;

/// <summary>
/// A dashboard's variables with the values that Grafana would give them when it is opened: all, where there is all, else the
/// first, unless the test prefers another. Replaces them in expressions as Grafana's Prometheus data source does.
/// </summary>
internal sealed partial class GrafanaVariables
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private GrafanaVariables()
    {
    }

    /// <summary>What variables found: their name, and how many values there are to choose from.</summary>
    public Dictionary<string, int> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>Asks for the values of a dashboard's variables, from the first to the last.</summary>
    public static async Task<GrafanaVariables> OfAsync(JsonNode dashboard, PromQl queries, IReadOnlyDictionary<string, string> preferred)
    {
        var variables = new GrafanaVariables();
        foreach (var variable in dashboard["templating"]!["list"]!.AsArray())
        {
            var name = (string)variable!["name"]!;
            variables._values[name] = (string)variable["type"]! is "query"
                ? await variables.AskAsync(variable, queries, preferred.GetValueOrDefault(name))
                : (string)variable["query"]!;
        }
        return variables;
    }

    /// <summary>An expression as Prometheus gets it.</summary>
    /// <param name="expression">As it is in the dashboard.</param>
    /// <param name="step">Seconds from one point of the graph to the next.</param>
    /// <param name="scrapeInterval">The query's interval in seconds.</param>
    public string Replace(string expression, int step, int scrapeInterval) => Variable().Replace(expression, match => match.Groups["name"].Value switch
    {
        "__rate_interval" => $"{Math.Max(step + scrapeInterval, 4 * scrapeInterval)}s",
        var name => _values[name],
    });

    private async Task<string> AskAsync(JsonNode variable, PromQl queries, string? preferred)
    {
        var query = LabelValues().Match(Replace((string)variable["query"]!["query"]!, 0, 0));
        var values = await queries.LabelValuesAsync(query.Groups["label"].Value, query.Groups["selector"].Value);
        Found[(string)variable["name"]!] = values.Count;
        if ((bool)variable["includeAll"]!) return (string)variable["allValue"]!;
        return preferred is not null && values.Contains(preferred, StringComparer.Ordinal) ? preferred : values.Order(StringComparer.Ordinal).FirstOrDefault("");
    }

    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)\}", RegexOptions.None, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((?:(?<selector>.+), )?(?<label>\w+)\)$", RegexOptions.None, 1000)]
    private static partial Regex LabelValues();
}
