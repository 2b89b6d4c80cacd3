using System.Globalization;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>Missing data raises the pipeline's alerts and none on the products: it never looks like missing traffic.</summary>
public sealed class CompletenessTests(CompletenessRun run) : IClassFixture<CompletenessRun>
{
    [Fact]
    public async Task Without_the_gate_on_completeness_a_missing_partition_would_be_missing_traffic()
    {
        AssertFires(UngatedTrafficDrop.Name, CompletenessRun.Product, await FiringAsync(run.Lag));
    }

    [Fact]
    public async Task A_lagging_partition_raises_the_pipelines_alerts_alone()
    {
        var firing = await FiringAsync(run.Lag);
        AssertFires("AggregatorRegionIncomplete", CompletenessRun.Far, firing);
        AssertNoService(firing);
    }

    [Fact]
    public async Task A_regions_outage_raises_the_pipelines_alerts_alone()
    {
        var firing = await FiringAsync(run.Outage);
        AssertFires("AggregatorRegionSilent", CompletenessRun.Far, firing);
        AssertFires("AggregatorRegionalDown", "", firing);
        AssertNoService(firing);
    }

    [Fact]
    public async Task A_regions_return_with_an_old_incident_raises_the_pipelines_alerts_alone()
    {
        var firing = await FiringAsync(run.Return);
        AssertFires("AggregatorLateLogs", CompletenessRun.Far, firing);
        AssertNoService(firing);
        // All of it was counted, where it cannot page.
        var late = await run.Stack.Queries.OneAsync($"sum(namespace_product_gw_http_5xx_late_total{{product=\"{CompletenessRun.Product}\"}})", run.Return.ToMs);
        Assert.True(run.OldFailures > 1000 && late >= run.OldFailures, $"{late} late failures of {run.OldFailures}");
    }

    [Fact]
    public async Task A_restart_of_the_central_job_raises_the_pipelines_alerts_alone()
    {
        var firing = await FiringAsync(run.Restart);
        AssertFires("AggregatorCentralDown", "", firing);
        AssertNoService(firing);
    }

    [Fact]
    public async Task No_service_alert_fired_or_was_sent_at_any_time()
    {
        AssertNoService(await FiringAsync(run.All));
        AssertNoService(run.Stack.Receiver.Notifications.Select(notification => notification.Alert));
    }

    [Fact]
    public async Task The_region_that_was_there_all_the_time_raises_nothing_while_the_central_job_runs()
    {
        var before = new Phase(run.All.FromMs, run.Return.ToMs);
        AssertFires("AggregatorRegionSilent", CompletenessRun.Far, await FiringAsync(before));
        Assert.DoesNotContain(await FiringAsync(before), alert => alert.EndsWith(' ' + CompletenessRun.Near, StringComparison.Ordinal));
    }

    /// <summary>Alerts that fired in a phase: name, a space, and their source region or product, if any.</summary>
    private async Task<IReadOnlyList<string>> FiringAsync(Phase phase)
    {
        var alerts = await run.Stack.Queries.QueryAsync($"ALERTS{{alertstate=\"firing\"}}{phase.Range}", phase.ToMs);
        List<string> names = [.. alerts.Select(alert => $"{alert["alertname"]} {alert["source_region"]}{alert["product"]}").Distinct(StringComparer.Ordinal)];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{(phase.ToMs - phase.FromMs) / 1000.0:F0} s: {string.Join(", ", names)}"));
        return names;
    }

    private static void AssertFires(string alert, string region, IEnumerable<string> firing) =>
        Assert.Contains($"{alert} {region}", firing, StringComparer.Ordinal);

    private static void AssertNoService(IEnumerable<string> alerts) => Assert.DoesNotContain(
        alerts, alert => !alert.StartsWith("Aggregator", StringComparison.Ordinal) && !alert.StartsWith(UngatedTrafficDrop.Name, StringComparison.Ordinal));
}
