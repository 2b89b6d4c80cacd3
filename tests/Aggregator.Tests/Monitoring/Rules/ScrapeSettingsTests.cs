using Aggregator.Tests.Core.Wire;
using Xunit;
using YamlDotNet.Serialization;

namespace Aggregator.Tests.Monitoring.Rules;

/// <summary>Rules rest on how often, and for how long at most, the shipped configuration scrapes.</summary>
public sealed class ScrapeSettingsTests
{
    private static readonly Dictionary<string, Dictionary<object, object>> Jobs =
        ((List<object>)new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Repository.Read("deploy/central/prometheus/prometheus.yml"))["scrape_configs"])
            .Cast<Dictionary<object, object>>().ToDictionary(job => (string)job["job_name"], StringComparer.Ordinal);

    [Theory]
    [InlineData("aggregator-product", "10s", "8s", "/metrics/product")]
    [InlineData("aggregator-self", "10s", "8s", "/metrics/self")]
    [InlineData("aggregator-api", "30s", "25s", "/metrics/api")]
    [InlineData("aggregator-error-code", "30s", "25s", "/metrics/error_code")]
    [InlineData("aggregator-tenant", "30s", "25s", "/metrics/tenant")]
    public void A_namespace_is_scraped_as_its_alerts_expect(string job, string interval, string timeout, string path) =>
        Assert.Equal((interval, timeout, path), ((string)Jobs[job]["scrape_interval"], (string)Jobs[job]["scrape_timeout"], (string)Jobs[job]["metrics_path"]));

    [Fact]
    public void A_scrape_is_near_its_timeout_by_the_timeout_of_its_job()
    {
        var expression = RuleFiles.Shipped.Single(rule => rule.Alert is "AggregatorScrapeNearTimeout").Expression;

        Assert.Contains("aggregator-(self|regional)\"} > 0.7 * 8\n", expression, StringComparison.Ordinal);
        Assert.Contains("aggregator-(api|error-code|tenant)\"} > 0.7 * 25\n", expression, StringComparison.Ordinal);
        Assert.Equal("8s", Jobs["aggregator-regional"]["scrape_timeout"]);
    }
}
