using System.Text.RegularExpressions;
using Aggregator.Monitoring.Rules;
using Aggregator.Tests.Core.Wire;
using YamlDotNet.Serialization;

namespace Aggregator.Tests.Monitoring.Rules;

/// <summary>Rules as Prometheus reads them: the shipped files, and a product's own.</summary>
internal static partial class RuleFiles
{
    /// <summary>Where the shipped ones are.</summary>
    public static readonly string Folder = Repository.PathOf("deploy/central/prometheus/rules");

    /// <summary>A product's own, as it is written without options.</summary>
    public static string Own { get; } = RuleFileWriter.Write(RuleCatalogue.OfProduct("ecs", "compute", ServiceThresholds.Default));

    /// <summary>Every rule of the shipped files.</summary>
    public static IReadOnlyList<ReadRule> Shipped { get; } =
        [.. Directory.GetFiles(Folder, "*.yml").Order(StringComparer.Ordinal).SelectMany(path => Read(File.ReadAllText(path)))];

    /// <summary>Every alert of the shipped files and of a product's own, with its file's kind.</summary>
    public static IReadOnlyList<ReadRule> Alerts { get; } = [.. Shipped.Concat(Read(Own)).Where(rule => rule.Alert is not null)];

    /// <summary>Names of the series that rules record.</summary>
    public static IReadOnlySet<string> Recorded { get; } =
        Shipped.Concat(Read(Own)).Select(rule => rule.Record).OfType<string>().ToHashSet(StringComparer.Ordinal);

    public static IReadOnlyList<ReadRule> Read(string yaml) =>
        [.. new DeserializerBuilder().Build().Deserialize<ReadFile>(yaml).Groups.SelectMany(group => group.Rules)];

    /// <summary>What a text names that begins like one of our metrics, or is written like a recorded one.</summary>
    public static IEnumerable<string> NamesIn(string text) => Name().Matches(text).Select(name => name.Value).Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"(?<![\w:/.-])(?:(?:namespace_|aggregator_|process_|dotnet_|scrape_)\w*|[a-z_]+:\w+:\w+)(?![\w:/])", RegexOptions.None, 1000)]
    private static partial Regex Name();

    private sealed class ReadFile
    {
        [YamlMember(Alias = "groups")]
        public List<ReadGroup> Groups { get; set; } = [];
    }

    private sealed class ReadGroup
    {
        [YamlMember(Alias = "name")]
        public string Name { get; set; } = "";

        [YamlMember(Alias = "interval")]
        public string Interval { get; set; } = "";

        [YamlMember(Alias = "rules")]
        public List<ReadRule> Rules { get; set; } = [];
    }
}
