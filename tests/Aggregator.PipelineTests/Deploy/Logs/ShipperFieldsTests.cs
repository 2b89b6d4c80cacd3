using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Logs;

/// <summary>Every shipped configuration keeps the fields that are read: one more is bytes for nothing, one less a label gone.</summary>
public sealed partial class ShipperFieldsTests
{
    [Theory]
    [InlineData("nginx/aggregator.conf", "\"(?<field>\\w+)\":\"\\$")]
    [InlineData("kong/kong.yaml", "^        (?<field>__time__|[A-Z]\\w+): ")]
    [InlineData("vector/vector.yaml", "^          \"(?<field>\\w+)\": ")]
    [InlineData("fluent-bit/prune.lua", "(?<= )\"(?<field>\\w+)\",(?!.*then)")]
    public void It_keeps_what_is_read_and_what_its_filter_reads(string file, string field)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "deploy/logs", file));
        var kept = Regex.Matches(text, field, RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(match => match.Groups["field"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(FieldsRead().Append("Domain").Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>The fields that become something, as the configuration's documentation has them; the two others are for filters alone.</summary>
    private static IEnumerable<string> FieldsRead()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/CONFIGURATION.md"));
        var table = text[text.IndexOf("### gateway-json", StringComparison.Ordinal)..text.IndexOf("### combined", StringComparison.Ordinal)];
        var rows = table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1]);
        return rows.SelectMany(cell => Name().Matches(cell).Select(match => match.Groups["name"].Value)).Distinct(StringComparer.Ordinal)
            .Where(name => name is not ("Ext5" or "RequestContent"));
    }

    [GeneratedRegex("`(?<name>\\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
