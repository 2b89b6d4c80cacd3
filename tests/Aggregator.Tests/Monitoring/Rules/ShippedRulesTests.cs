using System.Text.RegularExpressions;
using Aggregator.Commands;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Monitoring.Rules;

public sealed partial class ShippedRulesTests
{
    private static readonly string[] OfService =
    [
        "ErrorRateAgainstHourAgo", "ErrorRateFastBurn", "HighErrorRate", "Http503Surge", "KeyTenantThrottled", "SlowApi", "TrafficDrop",
    ];

    private static readonly string[] OfPipeline =
    [
        "AggregatorBudgetNearlyUsed", "AggregatorCentralDown", "AggregatorDeadLettersLost", "AggregatorDimensionOld", "AggregatorFreshnessBurn",
        "AggregatorFreshnessP99", "AggregatorFutureLogs", "AggregatorLateLogs", "AggregatorLedgerImbalance", "AggregatorMalformedLogs",
        "AggregatorNoMetrics", "AggregatorOverflow", "AggregatorRegionIncomplete", "AggregatorRegionSilent", "AggregatorRegionWithoutLogs", "AggregatorRegionalDown",
        "AggregatorRestarting", "AggregatorScrapeNearTimeout", "AggregatorSessionsFailing", "AggregatorTopicHeld", "AggregatorWatermarkStuck",
    ];

    [Theory]
    [InlineData("recording.yml", "--recording")]
    [InlineData("service.yml")]
    public async Task The_shipped_files_are_what_the_command_writes(string file, params string[] options)
    {
        using var output = new StringWriter();

        Assert.Equal(ExitCode.Done, await AggregatorCommand.RunAsync(["rules", .. options], output, output));

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(RuleFiles.Folder, file), TestContext.Current.CancellationToken), output.ToString());
    }

    [Fact]
    public void Every_alert_is_there() => Assert.Equal(
        OfService.Concat(OfPipeline).Order(StringComparer.Ordinal),
        RuleFiles.Shipped.Select(rule => rule.Alert).OfType<string>().Order(StringComparer.Ordinal), StringComparer.Ordinal);

    [Fact]
    public void Alertmanager_speaks_of_alerts_that_exist()
    {
        var settings = Repository.Read("deploy/central/alertmanager/alertmanager.yml");
        var named = settings.Split('\n').Where(line => !line.TrimStart().StartsWith('#'))
            .SelectMany(line => NamedAlerts().Matches(line))
            .SelectMany(match => match.Groups["names"].Value.Split('|'))
            .Where(name => name is not "Aggregator.+").ToArray();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(OfService.Concat(OfPipeline), StringComparer.Ordinal));
    }

    [GeneratedRegex("alertname!?[=~]~?\"(?<names>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex NamedAlerts();
}
