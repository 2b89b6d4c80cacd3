using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>What a reader needs to understand a panel.</summary>
public sealed partial class DashboardPanelTests
{
    // Of Grafana's valueFormats: those that are used, and the forms that take a text of one's own.
    private static readonly string[] Units =
        ["short", "string", "percentunit", "reqps", "cps", "ms", "s", "bytes", "bool_yes_no"];

    private static readonly string[] UnitForms = ["suffix:", "count:"];

    private static readonly string[] Types = ["stat", "timeseries", "table", "bargauge", "heatmap", "state-timeline"];

    private static readonly string[] Named = ["timeseries", "bargauge", "state-timeline"];

    private static readonly string[] Colors = ["green", "orange", "red", "blue"];

    public static TheoryData<string> Uids => DashboardFile.Uids;

    [Theory]
    [MemberData(nameof(Uids))]
    public void Panels_of_a_kind_have_titles_of_their_own(string uid)
    {
        Assert.Distinct(DashboardFile.Of(uid).Panels.Select(panel => ((string)panel["type"]!, (string)panel["title"]!)));
        Assert.All(DashboardFile.Of(uid).Panels, panel => Assert.NotEmpty((string)panel["title"]!));
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_panel_says_what_it_shows_in_whole_sentences(string uid) => Assert.All(DashboardFile.Of(uid).Panels, panel =>
    {
        var description = (string)panel["description"]!;
        Assert.True(description.Length > 40 && description.EndsWith('.'), $"{panel["title"]}: {description}");
        Assert.DoesNotMatch("  | \\.", description);
    });

    [Theory]
    [MemberData(nameof(Uids))]
    public void Units_are_ones_that_Grafana_has(string uid)
    {
        foreach (var panel in DashboardFile.Of(uid).Panels)
        {
            Assert.Contains((string)panel["type"]!, Types, StringComparer.Ordinal);
            Assert.All(UnitsOf(panel), unit => Assert.True(
                Units.Contains(unit, StringComparer.Ordinal) || UnitForms.Any(form => unit.StartsWith(form, StringComparison.Ordinal)), unit));
            Assert.NotEmpty(UnitsOf(panel));
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Thresholds_begin_without_a_bound_and_ascend(string uid)
    {
        foreach (var thresholds in DashboardFile.Of(uid).Panels.SelectMany(ThresholdsOf))
        {
            var steps = thresholds["steps"]!.AsArray();
            Assert.Null(steps[0]!["value"]);
            var bounds = steps.Skip(1).Select(step => (double)step!["value"]!).ToList();
            Assert.Equal(bounds.Distinct().Order(), bounds);
            Assert.All(steps, step => Assert.Contains((string)step!["color"]!, Colors, StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Queries_of_a_panel_are_told_apart(string uid) => Assert.All(DashboardFile.Of(uid).Panels, panel =>
    {
        var targets = panel["targets"]!.AsArray();
        Assert.Distinct(targets.Select(target => (string)target!["refId"]!), StringComparer.Ordinal);
        if (DashboardFile.IsOfType(panel, "timeseries")) Assert.Distinct(targets.Select(target => (string)target!["legendFormat"]!), StringComparer.Ordinal);
        Assert.All(targets, target => Assert.NotEqual((bool)target!["instant"]!, (bool)target["range"]!));
    });

    [Theory]
    [MemberData(nameof(Uids))]
    public void A_series_is_never_without_a_name(string uid) => Assert.All(
        DashboardFile.Of(uid).Panels.Where(panel => Named.Contains((string)panel["type"]!, StringComparer.Ordinal)),
        panel => Assert.All(panel["targets"]!.AsArray(), target => Assert.NotEmpty((string)target!["legendFormat"]!)));

    [Theory]
    [MemberData(nameof(Uids))]
    public void Legends_name_labels_that_their_expression_keeps(string uid)
    {
        foreach (var target in DashboardFile.Of(uid).Panels.SelectMany(panel => panel["targets"]!.AsArray()))
        {
            var expression = (string)target!["expr"]!;
            foreach (Match label in LegendLabel().Matches((string)target["legendFormat"]!))
            {
                Assert.Contains(label.Groups["name"].Value, Grouping().Matches(expression).SelectMany(by => by.Groups["names"].Value.Split(", ")), StringComparer.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Tables_are_sorted_by_a_column_that_they_have(string uid)
    {
        foreach (var table in DashboardFile.Of(uid).Panels.Where(panel => DashboardFile.IsOfType(panel, "table")))
        {
            var renamed = table["transformations"]![1]!["options"]!["renameByName"]!.AsObject();
            Assert.Contains((string)table["options"]!["sortBy"]![0]!["displayName"]!, renamed.Select(column => (string)column.Value!), StringComparer.Ordinal);
            Assert.Distinct(renamed.Select(column => (string)column.Value!), StringComparer.Ordinal);
            var single = table["targets"]!.AsArray().Count == 1;
            Assert.All(table["targets"]!.AsArray(), target => Assert.True(renamed.ContainsKey(single ? "Value" : $"Value #{target!["refId"]}")));
        }
    }

    private static IEnumerable<string> UnitsOf(JsonObject panel) =>
        PropertiesOf(panel, "unit").Select(unit => (string)unit!).Prepend((string)panel["fieldConfig"]!["defaults"]!["unit"]!);

    private static IEnumerable<JsonNode> ThresholdsOf(JsonObject panel) =>
        PropertiesOf(panel, "thresholds").Select(thresholds => thresholds!).Prepend(panel["fieldConfig"]!["defaults"]!["thresholds"]!);

    private static IEnumerable<JsonNode?> PropertiesOf(JsonObject panel, string id) => panel["fieldConfig"]!["overrides"]!.AsArray()
        .SelectMany(field => field!["properties"]!.AsArray()).Where(property => string.Equals((string)property!["id"]!, id, StringComparison.Ordinal)).Select(property => property!["value"]);

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.None, 1000)]
    private static partial Regex LegendLabel();

    [GeneratedRegex(@"\bby \((?<names>[^)]*)\)", RegexOptions.None, 1000)]
    private static partial Regex Grouping();
}
