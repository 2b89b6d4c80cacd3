using Aggregator.Commands;
using Xunit;

namespace Aggregator.Tests.Monitoring.Rules;

public sealed class RulesCommandTests
{
    [Fact]
    public async Task Thresholds_go_into_the_alerts()
    {
        var rules = await AlertsOfAsync(
            "--product", "ecs", "--error-rate", "0.5%", "--page-error-rate", "0.15", "--error-rise", "3", "--slow-share", "12.5%", "--unavailable-share", "7%",
            "--traffic-drop", "30%", "--min-rate", "10", "--api-min-rate", "2");

        Assert.Contains("> 0.005", rules["HighErrorRate"], StringComparison.Ordinal);
        Assert.Contains(">= 600)", rules["HighErrorRate"], StringComparison.Ordinal);
        Assert.Contains("[31s]) > 0.15 ", rules["ErrorRateFastBurn"], StringComparison.Ordinal);
        Assert.Contains("3 * clamp_min", rules["ErrorRateAgainstHourAgo"], StringComparison.Ordinal);
        Assert.Contains("> 0.125", rules["SlowApi"], StringComparison.Ordinal);
        Assert.Contains("> 15)", rules["SlowApi"], StringComparison.Ordinal);
        Assert.Contains(">= 120)", rules["SlowApi"], StringComparison.Ordinal);
        Assert.Contains("> 0.07", rules["Http503Surge"], StringComparison.Ordinal);
        Assert.Contains("< 0.7", rules["TrafficDrop"], StringComparison.Ordinal);
        Assert.DoesNotContain("KeyTenantThrottled", rules.Keys, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Key_tenants_have_levels_of_the_readers_choice()
    {
        var rules = await AlertsOfAsync("--key-levels", "GC7,gold", "--limited-share", "3%");

        Assert.Contains("{gc_level=~\"GC7|gold\"}", rules["KeyTenantThrottled"], StringComparison.Ordinal);
        Assert.Contains("> 0.03", rules["KeyTenantThrottled"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_off_is_left_out()
    {
        var rules = await AlertsOfAsync("--product", "ecs", "--traffic-drop", "off", "--page-error-rate", "off", "--error-rise", "off");

        Assert.Equal(["HighErrorRate", "Http503Surge", "SlowApi"], rules.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_product_gets_its_dashboard_too()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (rules, dashboard) = (Path.Combine(folder.FullName, "ecs.yml"), Path.Combine(folder.FullName, "ecs.json"));

            var (code, output, _) = await RunAsync("--product", "ecs", "--output", rules, "--dashboard", dashboard);

            Assert.Equal((ExitCode.Done, ""), (code, output));
            Assert.NotEmpty(RuleFiles.Read(await File.ReadAllTextAsync(rules, TestContext.Current.CancellationToken)));
            Assert.Contains("\"uid\": \"aggregator-product-ecs\"", await File.ReadAllTextAsync(dashboard, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--error-rate: '5' is ambiguous", "--error-rate", "5")]
    [InlineData("--error-rate: '0%' is no share above 0% and below 100%", "--error-rate", "0%")]
    [InlineData("--traffic-drop: '100%' is no share", "--traffic-drop", "100%")]
    [InlineData("--slow-share: 'many' is no share; write 1%, 0.01 or off", "--slow-share", "many")]
    [InlineData("--error-rise: '1' is no factor above 1", "--error-rise", "1")]
    [InlineData("--min-rate: 'off' is no number of requests a second above 0", "--min-rate", "off")]
    [InlineData("--key-levels: a level is empty", "--key-levels", "GC6,,GC7")]
    [InlineData("--product: is empty", "--product", " ")]
    [InlineData("--product: 'a\nb' has a control character", "--product", "a\nb")]
    [InlineData("has {{, which alerts would take for a template", "--product", "ecs", "--team", "{{ .x }}")]
    [InlineData("--page-error-rate: is below --error-rate", "--page-error-rate", "1%", "--error-rate", "2%")]
    [InlineData("--team: is for one product's file", "--team", "compute")]
    [InlineData("--dashboard: is one product's", "--dashboard", "ecs.json")]
    [InlineData("--limited-share: tenants belong to no product", "--product", "ecs", "--limited-share", "1%")]
    [InlineData("--recording: the recording rules are the same for all products", "--product", "ecs", "--recording")]
    [InlineData("--error-rate: the recording rules have no thresholds", "--recording", "--error-rate", "5%")]
    [InlineData("--key-levels: the recording rules have no thresholds", "--recording", "--key-levels", "GC7")]
    [InlineData("its folder does not exist; make it first", "--output", "/no/such/folder/ecs.yml")]
    public async Task What_is_wrong_is_told_and_nothing_is_written(string problem, params string[] options)
    {
        var (code, output, error) = await RunAsync(options);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, string>> AlertsOfAsync(params string[] options)
    {
        var (code, output, error) = await RunAsync(options);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        return RuleFiles.Read(output).Where(rule => rule.Alert is not null).ToDictionary(rule => rule.Alert!, rule => rule.Expression, StringComparer.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await AggregatorCommand.RunAsync(["rules", .. options], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
