using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Monitoring.Rules;

/// <summary>A rule over a metric that nothing exposes stays silent for ever, and so does its test.</summary>
public sealed class RuleMetricsTests
{
    [Fact]
    public void Rules_are_over_metrics_that_exist() => Assert.All(
        RuleFiles.Shipped.Concat(RuleFiles.Read(RuleFiles.Own)), rule => Assert.All(RuleFiles.NamesIn(rule.Expression), AssertExists));

    [Fact]
    public void Tests_of_rules_are_over_metrics_that_exist()
    {
        var files = Directory.GetFiles(Repository.PathOf("deploy/central/prometheus/tests"), "*.yml");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(RuleFiles.NamesIn(File.ReadAllText(file)), AssertExists));
    }

    [Fact]
    public void The_operations_manual_is_over_metrics_that_exist() => Assert.All(
        RuleFiles.NamesIn(Repository.Read("docs/OPERATIONS.md")).Where(name => !name.EndsWith('_')), AssertExists);

    [Fact]
    public void Every_recorded_series_is_used() => Assert.All(RuleFiles.Recorded, recorded => Assert.Contains(
        RuleFiles.Shipped.Concat(RuleFiles.Read(RuleFiles.Own)), rule => RuleFiles.NamesIn(rule.Expression).Contains(recorded, StringComparer.Ordinal)));

    private static void AssertExists(string name) =>
        Assert.True(KnownMetrics.Names.Contains(name) || RuleFiles.Recorded.Contains(name), $"Nothing exposes or records {name}.");
}
