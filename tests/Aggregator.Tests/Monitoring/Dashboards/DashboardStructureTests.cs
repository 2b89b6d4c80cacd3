using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>What Grafana needs to load a dashboard, and a reader to understand it.</summary>
public sealed partial class DashboardStructureTests
{
    // Of Grafana's valueFormats: those that are used, and the forms that take a text of one's own.
    private static readonly string[] Units =
        ["short", "string", "percentunit", "reqps", "cps", "ms", "s", "bytes", "bool_yes_no"];

    private static readonly string[] Colors = ["green", "orange", "red", "blue"];
    private static readonly string[] Named = ["timeseries", "bargauge", "state-timeline"];
    private static readonly string[] Refreshes = ["30s", "1m"];
    private static readonly string[] UnitForms = ["suffix:", "count:"];
    private static readonly string[] Types = ["stat", "timeseries", "table", "bargauge", "heatmap", "state-timeline"];

    public static TheoryData<string> Uids => DashboardFile.Uids;

    [Theory]
    [MemberData(nameof(Uids))]
    public void A_dashboard_can_be_provisioned(string uid)
    {
        var root = DashboardFile.Of(uid).Root;
        Assert.True(root.ContainsKey("id"));
        Assert.Null(root["id"]);
        Assert.Matches("^[A-Za-z0-9_-]{1,40}$", uid);
        Assert.Equal(39, (int)root["schemaVersion"]!);
        Assert.False((bool)root["editable"]!);
        Assert.NotEmpty((string)root["title"]!);
        Assert.NotEmpty((string)root["description"]!);
        Assert.Equal(("now-1h", "now"), ((string)root["time"]!["from"]!, (string)root["time"]!["to"]!));
        Assert.Contains((string)root["refresh"]!, Refreshes, StringComparer.Ordinal);
    }

    [Fact]
    public void No_two_dashboards_have_the_same_title() =>
        Assert.Distinct(DashboardFile.All.Select(dashboard => (string)dashboard.Root["title"]!), StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Uids))]
    public void Panels_have_numbers_of_their_own(string uid) =>
        Assert.Distinct(DashboardFile.Of(uid).Everything.Select(panel => (int)panel["id"]!));

    [Theory]
    [MemberData(nameof(Uids))]
    public void Panels_of_a_kind_have_titles_of_their_own(string uid)
    {
        Assert.Distinct(DashboardFile.Of(uid).Panels.Select(panel => ((string)panel["type"]!, (string)panel["title"]!)));
        Assert.All(DashboardFile.Of(uid).Panels, panel => Assert.NotEmpty((string)panel["title"]!));
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void No_panel_leaves_the_grid_or_covers_another(string uid)
    {
        var taken = new Dictionary<(int X, int Y), string>();
        foreach (var panel in DashboardFile.Of(uid).Everything)
        {
            var (x, y, w, h) = PlaceOf(panel);
            Assert.True(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 24, $"{panel["title"]} is outside");
            for (var cell = 0; cell < w * h; cell++)
            {
                var at = (x + cell % w, y + cell / w);
                Assert.True(taken.TryAdd(at, (string)panel["title"]!), $"{panel["title"]} covers {taken[at]} at {at}");
            }
        }
        // Grafana moves panels up into holes, so that nothing stands where it was meant to.
        var rows = taken.Keys.GroupBy(at => at.Y).ToDictionary(row => row.Key, row => row.Count());
        Assert.Equal(Enumerable.Range(0, rows.Keys.Max() + 1), rows.Keys.Order());
        Assert.All(rows, row => Assert.Equal(24, row.Value));
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
            Assert.Equal(bounds.Order(), bounds);
            Assert.All(steps, step => Assert.Contains((string)step!["color"]!, Colors, StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_query_asks_the_chosen_data_source(string uid)
    {
        var dashboard = DashboardFile.Of(uid);
        Assert.Equal("datasource", (string)dashboard.Variables["datasource"]["type"]!);
        var places = dashboard.Panels.Concat(dashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray().Select(target => target!.AsObject())))
            .Concat(dashboard.AskedVariables);
        Assert.All(places, place => Assert.Equal(("prometheus", "${datasource}"), ((string)place["datasource"]!["type"]!, (string)place["datasource"]!["uid"]!)));
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Variables_are_asked_again_with_every_time_range_and_sorted(string uid) => Assert.All(
        DashboardFile.Of(uid).AskedVariables, variable =>
        {
            Assert.Equal(2, (int)variable["refresh"]!);
            Assert.Equal(1, (int)variable["sort"]!);
            Assert.Equal((bool)variable["multi"]!, variable.ContainsKey("allValue"));
        });

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

    private static (int X, int Y, int W, int H) PlaceOf(JsonObject panel)
    {
        var place = panel["gridPos"]!;
        return ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
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
