using System.Text.Json.Nodes;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>What Grafana needs to load a dashboard and to place its panels.</summary>
public sealed class DashboardLayoutTests
{
    private static readonly string[] Refreshes = ["30s", "1m"];

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

    private static (int X, int Y, int W, int H) PlaceOf(JsonObject panel)
    {
        var place = panel["gridPos"]!;
        return ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
    }
}
