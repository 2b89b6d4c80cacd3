using Xunit;

namespace Aggregator.PipelineTests.Monitoring.Dashboards;

/// <summary>Every panel, variable and annotation of every dashboard returns data from a Prometheus that scrapes a real site.</summary>
public sealed class DashboardDataTests(DashboardRun run) : IClassFixture<DashboardRun>
{
    public static TheoryData<string> Files { get; } = [.. DashboardRun.Files().Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_query_returns_data_with_the_labels_of_its_legend(string file)
    {
        var (_, problems) = await run.AskAsync(file, run.AtMs);
        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_variable_has_values(string file)
    {
        var (variables, _) = await run.AskAsync(file, run.AtMs);
        Assert.NotEmpty(variables.Found);
        Assert.All(variables.Found, variable => Assert.True(variable.Value > 0, variable.Key));
    }

    // Two regions of 250 logs a second, of which 1 % are cut off and 1 % have no API; 40 % of the product's answers are failures.
    [Theory]
    [InlineData("aggregator-overview.json", "Requests", 490, 0.1)]
    [InlineData("aggregator-product.json", "Errors (5xx)", 0.4, 0.2)]
    [InlineData("aggregator-pipeline.json", "Rejected logs", 0.01, 0.5)]
    [InlineData("aggregator-pipeline.json", "Targets up", 1, 0)]
    [InlineData("aggregator-pipeline.json", "Ledgers that balance", 1, 0)]
    public async Task A_number_is_right(string file, string panel, double right, double tolerance) =>
        Assert.InRange(await run.StatAsync(file, panel), right * (1 - tolerance), right * (1 + tolerance));
}
