using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>The shipped configuration and rules, judged by the tools of those who will read them.</summary>
public sealed partial class RuleFileTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy/central");
    private static readonly string Alertmanager = Path.Combine(Folder, "alertmanager/alertmanager.yml");

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
        var (code, output) = await Tool.RunAsync("amtool", ["check-config", Alertmanager]);

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("page-team", "ErrorRateFastBurn", "critical", "ecs")]
    [InlineData("page-team", "Http503Surge", "critical", "ecs")]
    [InlineData("chat-team", "SlowApi", "warning", "ecs")]
    [InlineData("chat-team", "KeyTenantThrottled", "warning", "gateway")]
    [InlineData("page-operations", "AggregatorRegionSilent", "critical", "")]
    [InlineData("operations", "AggregatorLateLogs", "warning", "")]
    public Task An_alert_goes_to_whom_it_concerns(string receiver, string alert, string severity, string team) =>
        AssertRouteAsync(Alertmanager, receiver, alert, severity, team);

    [Theory]
    [InlineData("page-compute", "ErrorRateFastBurn", "critical", "compute")]
    [InlineData("page-compute", "Http503Surge", "critical", "compute")]
    [InlineData("chat-compute", "SlowApi", "warning", "compute")]
    [InlineData("page-team", "ErrorRateFastBurn", "critical", "ecs")]
    public async Task A_team_with_a_receiver_of_its_own_gets_all_of_its_alerts(string receiver, string alert, string severity, string team)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], WithOwnReceivers(await File.ReadAllTextAsync(Alertmanager, TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);

        await AssertRouteAsync(folder["alertmanager.yml"], receiver, alert, severity, team);
    }

    [Fact]
    public async Task Nothing_is_waited_for_before_a_product_pages()
    {
        var configuration = WithOwnReceivers(await File.ReadAllTextAsync(Alertmanager, TestContext.Current.CancellationToken));

        Assert.Equal(2, FastTimings().Count(configuration));
    }

    private static async Task AssertRouteAsync(string file, string receiver, string alert, string severity, string team)
    {
        string[] labels = [$"alertname={alert}", $"severity={severity}", .. team.Length == 0 ? Array.Empty<string>() : [$"team={team}"]];
        var (code, output) = await Tool.RunAsync("amtool", ["config", "routes", "test", $"--config.file={file}", $"--verify.receivers={receiver}", .. labels]);

        Assert.True(code == 0, output);
    }

    // The example of a team's own route, and receivers for it.
    private static string WithOwnReceivers(string shipped)
    {
        Assert.Matches(CommentedRoute(), shipped);
        var urls = "    webhook_configs:\n      - url: http://127.0.0.1:9095/compute\n";
        return CommentedRoute().Replace(shipped, "    ${line}") + $"  - name: chat-compute\n{urls}  - name: page-compute\n{urls}";
    }

    [GeneratedRegex(@"^    # (?<line>[ -] .*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommentedRoute();

    [GeneratedRegex(@"alertname=""ErrorRateFastBurn""\]\n +group_by: \[alertname, product\]\n +group_wait: 0s\n", RegexOptions.None, 1000)]
    private static partial Regex FastTimings();

    private static TheoryData<string> FilesIn(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder), "*.yml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
