using Aggregator.Commands;
using Aggregator.Monitoring.Dashboards;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

public sealed class ShippedDashboardsTests
{
    private static readonly string Folder = Repository.PathOf("grafana/dashboards");

    [Fact]
    public void The_shipped_files_are_what_the_command_writes()
    {
        foreach (var (name, json) in DashboardCatalogue.Shipped())
        {
            Assert.True(string.Equals(json, File.ReadAllText(Path.Combine(Folder, name)), StringComparison.Ordinal), $"{name} is another: run 'aggregator dashboards --output grafana/dashboards'.");
        }
    }

    [Fact]
    public void No_other_file_is_shipped() => Assert.Equal(
        DashboardCatalogue.Shipped().Select(file => file.FileName).Order(StringComparer.Ordinal),
        Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    [Fact]
    public void A_file_has_the_name_of_its_dashboard() => Assert.All(
        DashboardCatalogue.Shipped(), file => Assert.Equal($"{new DashboardFile(file.Json).Uid}.json", file.FileName));

    [Fact]
    public async Task The_command_writes_every_dashboard_and_tells_where()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var output = new StringWriter();
            var into = Path.Combine(folder.FullName, "new");
            Assert.Equal(ExitCode.Done, await AggregatorCommand.RunAsync(["dashboards", "--output", into], output, output));
            Assert.Equal(
                DashboardCatalogue.Shipped().Select(file => (Path.Combine(into, file.FileName), file.Json)),
                output.ToString().Trim().Split('\n').Select(path => (path, File.ReadAllText(path))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
