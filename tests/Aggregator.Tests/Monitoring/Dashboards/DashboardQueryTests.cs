using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>What dashboards ask for is there, and is asked for rightly.</summary>
public sealed class DashboardQueryTests
{
    private static readonly string[] OfGrafana = ["__rate_interval"];

    public static TheoryData<string> Uids => DashboardFile.Uids;

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_metric_is_one_that_a_job_exposes(string uid) => Assert.All(DashboardFile.Of(uid).Expressions, asked =>
    {
        var metrics = Expression.MetricsOf(asked.Expression).ToList();
        Assert.NotEmpty(metrics);
        Assert.All(metrics, metric => Assert.True(KnownMetrics.Names.Contains(metric.Metric), $"{asked.Where}: {metric.Metric}"));
    });

    [Theory]
    [MemberData(nameof(Uids))]
    public void A_counter_is_asked_for_its_rate_or_how_many_there_are(string uid) => Assert.All(
        DashboardFile.Of(uid).Expressions.SelectMany(asked => Expression.MetricsOf(asked.Expression).Select(metric => (asked.Where, metric.Metric, metric.Before)))
            .Where(named => KnownMetrics.IsCounter(named.Metric)),
        named => Assert.True(
            named.Before.EndsWith("rate(", StringComparison.Ordinal) || named.Before.EndsWith("count(", StringComparison.Ordinal),
            $"{named.Where}: …{named.Before}{named.Metric}"));

    [Theory]
    [MemberData(nameof(Uids))]
    public void A_gauge_is_never_asked_for_its_rate(string uid) => Assert.All(
        DashboardFile.Of(uid).Expressions.SelectMany(asked => Expression.MetricsOf(asked.Expression).Select(metric => (asked.Where, metric.Metric, metric.Before)))
            .Where(named => !KnownMetrics.IsCounter(named.Metric)),
        named => Assert.False(named.Before.EndsWith("rate(", StringComparison.Ordinal), $"{named.Where}: {named.Metric}"));

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_variable_of_a_query_is_one_of_the_dashboard(string uid)
    {
        var dashboard = DashboardFile.Of(uid);
        Assert.All(dashboard.Expressions, asked => Assert.All(
            Expression.VariablesOf(asked.Expression),
            name => Assert.True(dashboard.Variables.ContainsKey(name) || OfGrafana.Contains(name, StringComparer.Ordinal), $"{asked.Where}: ${name}")));
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_variable_narrows_some_query(string uid)
    {
        var dashboard = DashboardFile.Of(uid);
        var used = dashboard.Expressions.SelectMany(asked => Expression.VariablesOf(asked.Expression)).ToHashSet(StringComparer.Ordinal);
        Assert.All(dashboard.Variables.Keys.Except(["datasource"], StringComparer.Ordinal), name => Assert.Contains(name, used));
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Variables_depend_on_earlier_ones_only(string uid)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, variable) in DashboardFile.Of(uid).Variables)
        {
            if (DashboardFile.IsOfType(variable, "query"))
                Assert.All(Expression.VariablesOf((string)variable["query"]!["query"]!), earlier => Assert.Contains(earlier, known));
            known.Add(name);
        }
    }

    // 250,000 uids, or all APIs of 300 products, in a list that opens with the dashboard.
    [Theory]
    [MemberData(nameof(Uids))]
    public void No_list_is_too_long_to_open(string uid) => Assert.All(
        DashboardFile.Of(uid).AskedVariables.Select(variable => (string)variable["query"]!["query"]!),
        query =>
        {
            Assert.DoesNotContain("uid", query, StringComparison.Ordinal);
            if (query.Contains("namespace_api", StringComparison.Ordinal)) Assert.Contains("product=\"$product\"", query, StringComparison.Ordinal);
        });

    [Fact]
    public void What_is_scraped_every_30_s_has_steps_of_30_s() => Assert.All(
        DashboardFile.All.SelectMany(dashboard => dashboard.Panels).SelectMany(panel => panel["targets"]!.AsArray()), target =>
        {
            var isSlow = ((string)target!["expr"]!).Contains("namespace_", StringComparison.Ordinal)
                && !((string)target["expr"]!).Contains("namespace_product_", StringComparison.Ordinal);
            Assert.Equal(isSlow ? "30s" : "10s", (string)target["interval"]!);
        });
}
