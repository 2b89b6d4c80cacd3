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
}
