using System.Globalization;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>How soon a product's failure pages, with the shipped configuration of Prometheus and Alertmanager and the job's defaults.</summary>
[Collection(Drills.Name)]
public sealed class FastAlertTests(DrillRun run)
{
    private static readonly long MinuteMs = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    [Theory]
    [MemberData(nameof(DrillRun.Outages), MemberType = typeof(DrillRun))]
    public void An_outage_pages_within_a_minute_of_its_first_failed_log(string product, double share, int phaseMs)
    {
        var page = run.First(product, isFiring: true);
        Assert.True(page is not null, $"{product} did not page. Sent:\n{Sent()}");

        var afterMs = page.AtMs - run.Drills[product].FirstFailureMs!.Value;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{product}: {share:P0} failures from {phaseMs / 1000} s after a slot's start paged after {afterMs / 1000.0:F1} s."));
        Assert.InRange(afterMs, 0, MinuteMs);
    }

    [Theory]
    [MemberData(nameof(DrillRun.Blips), MemberType = typeof(DrillRun))]
    public async Task A_blip_of_ten_seconds_does_not_page(string product, int phaseMs)
    {
        Assert.NotNull(run.Drills[product].FirstFailureMs);
        Assert.True(run.Ends.RunMs > run.Ends.BlipsMs + DrillRun.AfterBlipMs, "The run ended before the blip had left the last minute.");
        var failed = await run.Stack.Queries.OneAsync(
            $"max_over_time((sum(rate(namespace_product_gw_http_5xx_total{{product=\"{product}\"}}[1m])))[5m:10s])", run.Ends.RunMs);
        Assert.True(failed > 0, $"The blip from {phaseMs} ms on was not seen.");

        Assert.DoesNotContain(run.Stack.Receiver.Notifications, n => n.IsPage && string.Equals(n["product"], product, StringComparison.Ordinal));
        Assert.Empty(await run.Stack.Queries.QueryAsync($"ALERTS{{alertstate=\"firing\",severity=\"critical\",product=\"{product}\"}}[10m]", run.Ends.RunMs));
    }

    [Theory]
    [MemberData(nameof(DrillRun.Outages), MemberType = typeof(DrillRun))]
    public void An_alert_is_resolved_once_the_outage_has_ended(string product, double share, int phaseMs)
    {
        var resolved = run.First(product, isFiring: false);
        Assert.True(resolved is not null, $"{product}, {share:P0} from {phaseMs} ms on, is not resolved. Sent:\n{Sent()}");
        Assert.True(resolved.AtMs > run.Drills[product].EndMs, "It was resolved while the product still failed.");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{product}: resolved {(resolved.AtMs - run.Drills[product].EndMs) / 1000.0:F1} s after the last failure."));
        Assert.Single(run.Stack.Receiver.Notifications, n => !n.IsFiring && n.Alert is DrillRun.FastAlert && string.Equals(n["product"], product, StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_is_paged_for_what_did_not_fail()
    {
        var failed = DrillRun.Outages.Select(outage => outage.Data.Item1);
        Assert.DoesNotContain(run.Stack.Receiver.Notifications, n => n.IsPage && !failed.Contains(n["product"], StringComparer.Ordinal));
    }

    [Fact]
    public void A_page_says_what_it_is_about_and_where_to_look()
    {
        var page = run.First("ecs", isFiring: true)!;
        Assert.Equal(("page-team", "critical", "ecs"), (page.Receiver, page["severity"], page["team"]));
        Assert.Contains("ecs", page.Annotations["summary"], StringComparison.Ordinal);
        Assert.NotEmpty(page.Annotations["description"]);
        Assert.StartsWith("/d/", page.Annotations["dashboard"], StringComparison.Ordinal);
        Assert.Equal("docs/OPERATIONS.md#errorratefastburn", page.Annotations["runbook"]);
    }

    [Fact]
    public void Neither_Prometheus_nor_Alertmanager_warns_of_anything() => Assert.Equal(("", ""), (run.Stack.Prometheus.Output, run.Stack.Alertmanager.Output));

    private string Sent() => string.Join('\n', run.Stack.Receiver.Notifications);
}
