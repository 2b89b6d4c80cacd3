using System.Text.RegularExpressions;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>Takes a PromQL expression apart, as far as tests ask.</summary>
internal static partial class Expression
{
    private static readonly string[] Words = ["and", "or", "unless", "by", "on", "offset", "group_left"];

    /// <summary>Every metric that is named, with the text before it.</summary>
    public static IEnumerable<(string Metric, string Before)> MetricsOf(string expression)
    {
        var bare = Grouping().Replace(Matchers().Replace(Text().Replace(expression, ""), ""), "");
        return Name().Matches(bare)
            .Where(name => !Words.Contains(name.Value, StringComparer.Ordinal) && !bare[(name.Index + name.Length)..].StartsWith('('))
            .Select(name => (name.Value, bare[..name.Index]));
    }

    /// <summary>Every variable that is named, Grafana's own included.</summary>
    public static IEnumerable<string> VariablesOf(string expression) =>
        Variable().Matches(expression).Select(match => match.Groups["name"].Value);

    [GeneratedRegex("\"(?:\\\\.|[^\"\\\\])*\"", RegexOptions.None, 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]", RegexOptions.None, 1000)]
    private static partial Regex Matchers();

    // Up to the space after it, so that "sum by (product) (x)" leaves "sum(x)", a function and a metric.
    [GeneratedRegex(@" ?\b(?:by|on|group_left) \([^)]*\) ?", RegexOptions.None, 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*", RegexOptions.None, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)(?::\w+)?\}", RegexOptions.None, 1000)]
    private static partial Regex Variable();
}
