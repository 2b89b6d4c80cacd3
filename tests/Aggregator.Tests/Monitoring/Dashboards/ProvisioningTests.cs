using Aggregator.Tests.Core.Wire;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>Grafana finds the dashboards and their data source as compose.yaml starts it.</summary>
public sealed class ProvisioningTests
{
    private const string Dashboards = "grafana/dashboards";

    [Fact]
    public void Dashboards_take_the_provisioned_data_source_first()
    {
        var source = Read("grafana/provisioning/datasources/aggregator.yaml")["datasources"][0];
        Assert.Equal("prometheus", Text(source["type"]));
        Assert.All(DashboardFile.All, dashboard => Assert.Equal(
            (Text(source["uid"]), Text(source["name"])),
            ((string)dashboard.Variables["datasource"]["current"]!["value"]!, (string)dashboard.Variables["datasource"]["current"]!["text"]!)));
    }

    [Fact]
    public void The_shortest_interval_is_that_of_the_dashboards() => Assert.Equal(
        Text(Read("grafana/provisioning/datasources/aggregator.yaml")["datasources"][0]["jsonData"]["timeInterval"]),
        DashboardFile.All.SelectMany(dashboard => dashboard.Panels).SelectMany(panel => panel["targets"]!.AsArray())
            .Select(target => (string)target!["interval"]!).Min(StringComparer.Ordinal));

    [Fact]
    public void They_are_looked_for_where_compose_puts_them()
    {
        var folder = Text(Read("grafana/provisioning/dashboards/aggregator.yaml")["providers"][0]["options"]["path"]);
        Assert.Contains($"../../{Dashboards}:{folder}:ro", Volumes(), StringComparer.Ordinal);
        Assert.Contains("../../grafana/provisioning:/etc/grafana/provisioning:ro", Volumes(), StringComparer.Ordinal);
    }

    [Fact]
    public void The_data_source_is_a_service_of_compose()
    {
        var address = new Uri(Text(Read("grafana/provisioning/datasources/aggregator.yaml")["datasources"][0]["url"]));
        Assert.Contains(address.Host, ((YamlMappingNode)Compose()["services"]).Children.Keys.Select(Text), StringComparer.Ordinal);
    }

    private static YamlNode Compose() => Read("deploy/compose/compose.yaml");

    private static IEnumerable<string> Volumes() => ((YamlSequenceNode)Compose()["services"]["grafana"]["volumes"]).Select(Text);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static YamlNode Read(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read(path)));
        return yaml.Documents[0].RootNode;
    }
}
