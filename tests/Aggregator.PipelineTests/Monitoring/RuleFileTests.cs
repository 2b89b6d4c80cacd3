using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>The shipped configuration and rules, judged by the tools of those who will read them.</summary>
public sealed class RuleFileTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy/central");

    public static TheoryData<string> RuleFiles { get; } = FilesIn("prometheus/rules");

    public static TheoryData<string> TestFiles { get; } = FilesIn("prometheus/tests");

    [Theory]
    [MemberData(nameof(RuleFiles))]
    public Task A_file_of_rules_is_valid(string file) => Rule.AssertValidAsync(Path.Combine(Folder, "prometheus/rules", file));

    [Theory]
    [MemberData(nameof(TestFiles))]
    public Task Alerts_fire_when_they_should_and_stay_silent_when_not(string file) =>
        Rule.AssertTestsPassAsync(Path.Combine(Folder, "prometheus/tests", file));

    [Fact]
    public async Task Prometheus_takes_its_configuration_with_all_rules()
    {
        var (code, output) = await Tool.RunAsync("promtool", ["check", "config", Path.Combine(Folder, "prometheus/prometheus.yml")]);

        Assert.True(code == 0, output);
        Assert.All(RuleFiles, file => Assert.Contains($"rules/{file.Data}", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alertmanager_takes_its_configuration()
    {
        var (code, output) = await Tool.RunAsync("amtool", ["check-config", Path.Combine(Folder, "alertmanager/alertmanager.yml")]);

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("page-team", "ErrorRateFastBurn", "critical", "ecs")]
    [InlineData("page-team", "Http503Surge", "critical", "ecs")]
    [InlineData("chat-team", "SlowApi", "warning", "ecs")]
    [InlineData("chat-team", "KeyTenantThrottled", "warning", "gateway")]
    [InlineData("page-operations", "AggregatorRegionSilent", "critical", "")]
    [InlineData("operations", "AggregatorLateLogs", "warning", "")]
    public async Task An_alert_goes_to_whom_it_concerns(string receiver, string alert, string severity, string team)
    {
        string[] labels = [$"alertname={alert}", $"severity={severity}", .. team.Length == 0 ? Array.Empty<string>() : [$"team={team}"]];
        var (code, output) = await Tool.RunAsync(
            "amtool", ["config", "routes", "test", $"--config.file={Path.Combine(Folder, "alertmanager/alertmanager.yml")}", $"--verify.receivers={receiver}", .. labels]);

        Assert.True(code == 0, output);
    }

    private static TheoryData<string> FilesIn(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder), "*.yml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
