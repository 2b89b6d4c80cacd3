using System.Text.RegularExpressions;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>docs/CONFIGURATION.md says what the options records say.</summary>
public sealed class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Join(Repository(), "docs", "CONFIGURATION.md"));

    // Option → default and values, as the tables have them.
    private static readonly Dictionary<string, (string Default, string Values)> Rows = Text.Split('\n')
        .Select(line => line.Split(" | "))
        .Where(cells => cells.Length == 4 && cells[0].StartsWith("| `", StringComparison.Ordinal))
        .SelectMany(cells => cells[0].TrimStart('|', ' ').Split(", ").Select(name => (Name: name.Trim('`'), Default: cells[1], Values: cells[2])))
        .ToDictionary(row => row.Name, row => (row.Default, row.Values), StringComparer.Ordinal);

    public static TheoryData<string> Options => [.. Schema().Keys];

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_is_listed_with_its_default(string path)
    {
        Assert.True(Rows.TryGetValue(path, out var row), $"docs/CONFIGURATION.md has no row for `{path}`.");
        var option = Schema()[path];
        var expected = option.IsRequired ? "required" : option.DefaultText() is { } text ? $"`{text}`" : "–";
        Assert.Equal(expected, row.Default);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_is_listed_with_the_values_it_takes(string path)
    {
        var option = Schema()[path];
        if (option.Range is { } range) Assert.StartsWith($"`{range.Least}` to `{range.Most}`", Rows[path].Values, StringComparison.Ordinal);
        if (option.ValueType.IsEnum) Assert.Equal(string.Join(", ", ScalarNames(option.ValueType)), Rows[path].Values);
        if (option.ValueType == typeof(bool)) Assert.Equal("`true`, `false`", Rows[path].Values);
    }

    [Fact]
    public void Every_row_is_an_option() => Assert.Empty(Rows.Keys.Except(Schema().Keys, StringComparer.Ordinal));

    [Fact]
    public void Every_example_is_valid()
    {
        using var folder = new ConfigurationFolder();
        folder.WriteCertificate("ca.pem", "ca.key");
        folder.WriteCertificate("client.pem", "client.key");
        folder.Write("kafka-password", "secret");
        folder.Write("mysql-password", "secret");
        var examples = Regex.Matches(Text, "```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        Assert.Equal(8, examples.Count);
        foreach (Match example in examples) folder.Options(example.Groups["yaml"].Value, ConfigurationPurpose.Any);
    }

    private static Dictionary<string, OptionSchema> Schema() =>
        Leaves(typeof(AggregatorOptions), "").ToDictionary(leaf => leaf.Path, leaf => leaf.Option, StringComparer.Ordinal);

    private static IEnumerable<(string Path, OptionSchema Option)> Leaves(Type record, string parent) =>
        OptionSchema.Of(record).SelectMany(option =>
        {
            var path = parent + option.Name;
            return option.IsRecord ? Leaves(option.ValueType, option.IsList ? path + "[]." : path + ".") : [(path, option)];
        });

    private static IEnumerable<string> ScalarNames(Type enumType) => Enum.GetValues(enumType).Cast<object>().Select(member => $"`{OptionSchema.Text(member)}`");

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Aggregator.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Aggregator.sln is in no folder above the tests.");
        return folder;
    }
}
