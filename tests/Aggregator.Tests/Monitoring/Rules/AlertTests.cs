using System.Globalization;
using System.Text.RegularExpressions;
using Aggregator.Tests.Core.Wire;
using Aggregator.Tests.Monitoring.Dashboards;
using Xunit;

namespace Aggregator.Tests.Monitoring.Rules;

public sealed partial class AlertTests
{
    [Fact]
    public void Every_alert_says_how_bad_it_is() =>
        Assert.All(RuleFiles.Alerts, alert => Assert.True(alert.Labels["severity"] is "critical" or "warning"));

    [Fact]
    public void Alerts_on_products_say_whose_they_are() => Assert.All(
        RuleFiles.Alerts, alert => Assert.Equal(!alert.Alert!.StartsWith("Aggregator", StringComparison.Ordinal), alert.Labels.ContainsKey("team")));

    [Fact]
    public void Every_alert_says_what_it_means_and_where_to_look() => Assert.All(
        RuleFiles.Alerts, alert => Assert.Equal(["summary", "description", "dashboard", "runbook"], alert.Annotations.Keys, StringComparer.Ordinal));

    [Fact]
    public void Every_runbook_has_its_section()
    {
        var sections = Repository.Read("docs/OPERATIONS.md").Split('\n')
            .Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..].Trim()).ToHashSet(StringComparer.Ordinal);

        Assert.All(RuleFiles.Alerts, alert =>
        {
            Assert.Equal($"docs/OPERATIONS.md#{alert.Alert!.ToLowerInvariant()}", alert.Annotations["runbook"]);
            Assert.Contains(alert.Alert, sections);
        });
    }

    [Fact]
    public void Every_link_opens_a_panel_with_variables_that_its_dashboard_has() => Assert.All(RuleFiles.Alerts, alert =>
    {
        var link = Link().Match(alert.Annotations["dashboard"]);
        Assert.True(link.Success, alert.Annotations["dashboard"]);
        var dashboard = DashboardFile.Of(link.Groups["uid"].Value);
        Assert.Contains(int.Parse(link.Groups["panel"].Value, CultureInfo.InvariantCulture), dashboard.Panels.Select(panel => (int)panel["id"]!));
        Assert.All(link.Groups["variable"].Captures, variable => Assert.Contains(variable.Value, dashboard.Variables.Keys, StringComparer.Ordinal));
    });

    [Fact]
    public void What_texts_and_links_are_filled_with_are_labels_of_the_alert() => Assert.All(RuleFiles.Alerts, alert =>
    {
        var labels = AlertLabels.Of(alert.Expression);
        Assert.All(alert.Annotations.Values.Concat(alert.Labels.Values).SelectMany(text => Label().Matches(text)), label =>
            Assert.Contains(label.Groups["name"].Value, labels, StringComparer.Ordinal));
    });

    [Theory]
    [InlineData("sum by (a) (x) / on (a) sum by (a, b) (y)", "a")]
    [InlineData("max by (a, b) (sum by (a, b, c) (x) > 1)", "a b")]
    [InlineData("label_replace(sum by (a) (x), \"b\", \"1\", \"\", \"\")", "a b")]
    [InlineData("product_region:x:y > 1", "product region_id")]
    [InlineData("histogram_quantile(0.99, sum by (a, le) (rate(x[5m]))) > 30", "a")]
    public void Labels_of_an_expression_are_those_of_its_result(string expression, string labels) =>
        Assert.Equal(labels.Split(' '), AlertLabels.Of(expression).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    [GeneratedRegex(@"^/d/(?<uid>[a-z-]+)/[a-z-]+\?viewPanel=(?<panel>\d+)(?:&var-(?<variable>\w+)=\{\{ \$labels\.\w+ \| urlquery \}\})*$", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\$labels\.(?<name>\w+)", RegexOptions.None, 1000)]
    private static partial Regex Label();
}
