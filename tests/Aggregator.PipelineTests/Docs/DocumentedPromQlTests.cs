using System.Text;
using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Docs;

/// <summary>Every PromQL of the documents, read by Prometheus' own parser.</summary>
public sealed partial class DocumentedPromQlTests
{
    [Theory]
    [InlineData("README.md", 2)]
    [InlineData("docs/OPERATIONS.md", 30)]
    public async Task Is_what_prometheus_understands(string document, int least)
    {
        var expressions = Fence.Of(document).Where(fence => string.Equals(fence.Language, "promql", StringComparison.Ordinal)).SelectMany(Expressions).ToList();
        Assert.True(expressions.Count >= least, $"Only {expressions.Count} expressions were found in {document}.");
        var rules = new StringBuilder("groups:\n- name: documented\n  rules:\n");
        foreach (var (place, expression) in expressions)
        {
            rules.Append("  - record: documented:").Append(Letters().Replace(place, "_")).Append("\n    expr: |\n      ");
            rules.AppendJoin("\n      ", expression.Split('\n')).Append('\n');
        }
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["rules.yml"], rules.ToString(), TestContext.Current.CancellationToken);

        var (code, output) = await Shell.RunAsync("promtool check rules rules.yml", folder.Path, new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.True(code == 0, output);
    }

    /// <summary>An expression a line; a line that is indented goes on with the one before.</summary>
    private static IEnumerable<(string Place, string Text)> Expressions(Fence fence)
    {
        var texts = Continued().Split(fence.Text.Trim('\n'));
        return texts.Select((text, i) => ($"{fence}:{i}", text));
    }

    [GeneratedRegex("[^a-zA-Z0-9_]+", RegexOptions.None, 1000)]
    private static partial Regex Letters();

    [GeneratedRegex(@"\n(?! )", RegexOptions.None, 1000)]
    private static partial Regex Continued();
}
