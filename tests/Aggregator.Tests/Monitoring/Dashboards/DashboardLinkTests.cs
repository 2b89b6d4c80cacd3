using System.Text.RegularExpressions;
using Aggregator.Monitoring.Dashboards;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>Every way from one dashboard to another arrives.</summary>
public sealed partial class DashboardLinkTests
{
    private const string TimeRange = "${__url_time_range}";

    public static TheoryData<string> Uids => DashboardFile.Uids;

    [Theory]
    [MemberData(nameof(Uids))]
    public void Data_links_lead_to_a_dashboard_and_set_variables_that_it_has(string uid)
    {
        var dashboard = DashboardFile.Of(uid);
        foreach (var panel in dashboard.Panels)
        {
            foreach (var url in DashboardFile.LinksOf(panel["fieldConfig"]))
            {
                var link = Address().Match(url);
                Assert.True(link.Success, url);
                var target = DashboardFile.Of(link.Groups["uid"].Value);
                Assert.EndsWith($"-{link.Groups["slug"].Value}", target.Uid, StringComparison.Ordinal);
                var set = link.Groups["query"].Value.Split('&');
                Assert.Contains("${datasource:queryparam}", set, StringComparer.Ordinal);
                Assert.Contains(TimeRange, set, StringComparer.Ordinal);
                Assert.All(set.Except([TimeRange], StringComparer.Ordinal), part => Assert.Contains(VariableOf(part), target.Variables.Keys, StringComparer.Ordinal));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Data_links_take_values_that_their_panel_has(string uid)
    {
        var dashboard = DashboardFile.Of(uid);
        foreach (var panel in dashboard.Panels)
        {
            var text = string.Concat(panel["targets"]!.AsArray().Select(target => target!["expr"] + " " + target["legendFormat"]));
            var columns = panel["transformations"]?[1]!["options"]!["renameByName"]!.AsObject().Select(column => column.Key).ToList() ?? [];
            foreach (Match value in Value().Matches(string.Join(' ', DashboardFile.LinksOf(panel["fieldConfig"]))))
            {
                if (value.Groups["label"].Success) Assert.Contains($"{{{{{value.Groups["label"].Value}}}}}", text, StringComparison.Ordinal);
                else if (value.Groups["column"].Success) Assert.Contains(value.Groups["column"].Value, columns, StringComparer.Ordinal);
                else Assert.Contains(value.Groups["variable"].Value, dashboard.Variables.Keys, StringComparer.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_dashboard_links_to_every_other_and_keeps_time_and_variables(string uid)
    {
        var links = DashboardFile.Of(uid).Root["links"]!.AsArray();
        Assert.Equal(
            DashboardCatalogue.All.Where(other => !string.Equals(other.Uid, uid, StringComparison.Ordinal)).Select(other => $"/d/{other.Uid}/{other.Uid["aggregator-".Length..]}"),
            links.Select(link => (string)link!["url"]!), StringComparer.Ordinal);
        Assert.All(links, link => Assert.True((bool)link!["keepTime"]! && (bool)link["includeVars"]!));
    }

    [Theory]
    [InlineData("aggregator-overview", "aggregator-product")]
    [InlineData("aggregator-overview", "aggregator-pipeline")]
    [InlineData("aggregator-product", "aggregator-api")]
    [InlineData("aggregator-product", "aggregator-error-code")]
    [InlineData("aggregator-api", "aggregator-error-code")]
    [InlineData("aggregator-error-code", "aggregator-product")]
    [InlineData("aggregator-error-code", "aggregator-api")]
    [InlineData("aggregator-tenant", "aggregator-tenant")]
    public void A_reader_drills_down(string from, string to) => Assert.Contains(
        DashboardFile.Of(from).Panels.SelectMany(panel => DashboardFile.LinksOf(panel["fieldConfig"])),
        url => url.StartsWith($"/d/{to}/", StringComparison.Ordinal));

    private static string VariableOf(string part) => part.StartsWith("var-", StringComparison.Ordinal)
        ? part["var-".Length..part.IndexOf('=', StringComparison.Ordinal)]
        : part["${".Length..part.IndexOf(':', StringComparison.Ordinal)];

    [GeneratedRegex(@"^/d/(?<uid>[\w-]+)/(?<slug>[\w-]+)\?(?<query>.+)$", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\$\{(?:__field\.labels\.(?<label>\w+)|__data\.fields\.(?<column>\w+)|(?<variable>(?!__)\w+)):", RegexOptions.None, 1000)]
    private static partial Regex Value();
}
