using System.Text.RegularExpressions;
using Aggregator.Monitoring.Dashboards;
using Aggregator.Tests.Monitoring.Rules;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>Annotations and counts know every alert that is shipped.</summary>
public sealed partial class FiringAlertsTests
{
    private static readonly string[] Alerts = [.. RuleFiles.Alerts.Select(rule => rule.Alert!)];

    [Fact]
    public void Every_shipped_alert_is_one_of_all() => Assert.All(Alerts, alert => Assert.True(IsNamedIn(FiringAlerts.All(), alert), alert));

    [Fact]
    public void An_alert_is_of_the_service_or_of_the_pipeline() => Assert.All(
        Alerts, alert => Assert.NotEqual(IsNamedIn(FiringAlerts.OfService(), alert), IsNamedIn(FiringAlerts.OfPipeline(), alert)));

    [Fact]
    public void No_name_is_asked_for_that_is_not_shipped() => Assert.All(
        NamesIn(FiringAlerts.All()).Split('|'), name => Assert.Contains(Alerts, alert => Is(name, alert)));

    [Fact]
    public void Matchers_choose_among_them() => Assert.Equal(
        "ALERTS{alertstate=\"firing\",alertname=~\"KeyTenantThrottled\",uid=\"1\"}", FiringAlerts.Named("KeyTenantThrottled", "uid=\"1\""));

    private static bool IsNamedIn(string expression, string alert) => Is(NamesIn(expression), alert);

    // As Prometheus matches: the whole of it.
    private static bool Is(string names, string alert) => Regex.IsMatch(alert, $"^(?:{names})$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string NamesIn(string expression) => Names().Match(expression).Groups["names"].Value;

    [GeneratedRegex("alertname=~\"(?<names>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Names();
}
