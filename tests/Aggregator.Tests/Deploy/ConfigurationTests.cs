using Aggregator.Configuration;
using Xunit;

namespace Aggregator.Tests.Deploy;

/// <summary>The configurations that compose, Kubernetes and systemd share.</summary>
public sealed class ConfigurationTests
{
    private static readonly Dictionary<string, string> Region = new(StringComparer.Ordinal)
    {
        ["REGION"] = "cn-hangzhou",
        ["KAFKA_BOOTSTRAP_SERVERS"] = "broker:9092",
    };

    private static readonly Dictionary<string, string> Regions = new(StringComparer.Ordinal)
    {
        ["CN_HANGZHOU_BOOTSTRAP"] = "a:9092",
        ["CN_SHANGHAI_BOOTSTRAP"] = "b:9092",
    };

    [Fact]
    public void A_worker_needs_a_region_and_brokers_and_the_rest_has_a_default()
    {
        var options = ShippedConfiguration.Read(DeployFiles.PathOf("regional/regional.yaml"), ConfigurationPurpose.Regional, Region);

        Assert.Equal(("cn-hangzhou", "0", "/var/lib/aggregator"), (options.Region, options.Worker, options.DataDir));
        Assert.Equal("127.0.0.1:9465", options.Http.Listen);
        Assert.NotNull(options.Dimensions.Clusters);
        Assert.NotNull(options.Dimensions.Tenants);
    }

    [Fact]
    public void The_centre_needs_the_brokers_of_each_region()
    {
        var options = ShippedConfiguration.Read(DeployFiles.PathOf("central/central.yaml"), ConfigurationPurpose.Central, Regions);

        Assert.Equal(["cn-hangzhou a:9092", "cn-shanghai b:9092"], options.Central.Regions.Select(region => $"{region.Region} {region.Kafka.Bootstrap}"), StringComparer.Ordinal);
        Assert.Equal("127.0.0.1:9464", options.Central.Listen);
        Assert.NotNull(options.Dimensions.Apis);
    }

    [Fact]
    public void A_standalone_needs_nothing()
    {
        var options = ShippedConfiguration.Read(DeployFiles.PathOf("systemd/standalone.yaml"), ConfigurationPurpose.Standalone, new Dictionary<string, string>(StringComparer.Ordinal));

        Assert.Equal(("local", "/var/log/gateway/*.log", "127.0.0.1:9464"), (options.Region, options.Sources.Single().File, options.Central.Listen));
    }

    [Theory]
    [InlineData("regional/regional.yaml", ConfigurationPurpose.Regional)]
    [InlineData("central/central.yaml", ConfigurationPurpose.Central)]
    public void The_security_in_its_comments_is_valid_once_it_is_none(string file, ConfigurationPurpose purpose)
    {
        var text = File.ReadAllText(DeployFiles.PathOf(file));
        var secured = text.Replace("# sasl:", "sasl:", StringComparison.Ordinal).Replace("""# tls: { ca_file: "${SECRETS:-/etc/aggregator/secrets}/kafka-ca.pem" }""", "tls: {}", StringComparison.Ordinal);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, secured);
            var options = ShippedConfiguration.Read(path, purpose, Region.Concat(Regions).ToDictionary(StringComparer.Ordinal));
            var clusters = options.Central.Regions.Select(region => (region.Kafka.Sasl, region.Kafka.Tls)).Append((options.Kafka?.Sasl, options.Kafka?.Tls));
            Assert.Equal(purpose is ConfigurationPurpose.Central ? 2 : 1, clusters.Count(cluster => cluster is { Sasl.Username: "aggregator", Tls: not null }));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
