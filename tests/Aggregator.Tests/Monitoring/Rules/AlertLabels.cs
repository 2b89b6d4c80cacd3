using System.Text.RegularExpressions;

namespace Aggregator.Tests.Monitoring.Rules;

/// <summary>Which labels an alert's result has, as far as its expression says it.</summary>
internal static partial class AlertLabels
{
    // Of plain metrics that alerts are over without summing: what Prometheus adds, and what these metrics have.
    private static readonly string[] OfTargets = ["instance", "job", "source_region", "table"];

    /// <summary>
    /// Those that <c>label_replace</c> adds, and: what the first and outermost <c>by (…)</c> keeps, or, without any, what the name
    /// of a recorded series says, or what a plain metric may have.
    /// </summary>
    public static IReadOnlySet<string> Of(string expression)
    {
        var added = Replaced().Matches(expression).Select(match => match.Groups["name"].Value);
        var kept = OutermostBy(expression) ?? (Recorded().Match(expression) is { Success: true } recorded ? LabelsOfLevel(recorded.Groups["level"].Value) : OfTargets);
        var labels = kept.Concat(added).ToHashSet(StringComparer.Ordinal);
        if (expression.Contains("histogram_quantile(", StringComparison.Ordinal)) labels.Remove("le");
        return labels;
    }

    private static string[]? OutermostBy(string expression)
    {
        var outermost = By().Matches(expression).MinBy(match => DepthAt(expression, match.Index));
        return outermost?.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries);
    }

    private static int DepthAt(string expression, int index) =>
        expression.AsSpan(0, index).Count('(') - expression.AsSpan(0, index).Count(')');

    private static string[] LabelsOfLevel(string level) => level switch
    {
        "source_region" => ["source_region"],
        "product_region" => ["product", "region_id"],
        _ => ["product"],
    };

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex By();

    [GeneratedRegex("\"(?<name>\\w+)\", \"[^\"]*\", \"\", \"\"\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Replaced();

    [GeneratedRegex(@"(?<level>source_region|product_region|product|product_own):\w+:\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Recorded();
}
