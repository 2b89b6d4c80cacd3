using Aggregator.Configuration;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>Clusters, topics and properties reach their options; secrets reach nothing else.</summary>
public sealed class KafkaConfigurationTests : IDisposable
{
    private const string Secret = "open-sesame";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_value_of_a_regional_job_reaches_its_option()
    {
        _folder.WriteCertificate("client.pem", "client.key");
        _folder.Write("password", Secret);
        _folder.Environment["LINGER"] = "7";

        var options = _folder.Options(
            """
            region: cn-hangzhou
            kafka:
              bootstrap: broker-1:9092,[::1]:9093
              group: mine
              sasl: { mechanism: SCRAM-SHA-256, username: me, password_file: password }
              tls: { ca_file: client.pem, certificate_file: client.pem, key_file: client.key }
              properties: { socket.timeout.ms: 3000, socket.nagle.disable: true, client.rack: "a" }
              consumer: { fetch.wait.max.ms: 100 }
              producer: { linger.ms: "${LINGER}" }
            sources: [{ kafka: { topic: logs, start: earliest } }]
            compact: { topic: compact-1, format: json, delivery: at-least-once, create: { partitions: 2, replication: 1, retention: 12h } }
            dead_letters: { topic: dead }
            http: { listen: "127.0.0.1:80" }
            """,
            ConfigurationPurpose.Regional);

        var kafka = options.Kafka!;
        Assert.Equal(("broker-1:9092,[::1]:9093", "mine"), (kafka.Bootstrap, kafka.Group));
        Assert.Equal(new SaslOptions { Mechanism = "SCRAM-SHA-256", Username = "me", PasswordFile = _folder.PathOf("password") }, kafka.Sasl);
        Assert.Equal(
            new TlsOptions { CaFile = _folder.PathOf("client.pem"), CertificateFile = _folder.PathOf("client.pem"), KeyFile = _folder.PathOf("client.key") },
            kafka.Tls);
        Assert.Equal(
            [("socket.timeout.ms", "3000"), ("socket.nagle.disable", "true"), ("client.rack", "a")],
            kafka.Properties.Select(property => (property.Key, property.Value)));
        Assert.Equal(("100", "7"), (kafka.Consumer["fetch.wait.max.ms"], kafka.Producer["linger.ms"]));
        Assert.Equal(new KafkaSourceOptions { Topic = "logs", Start = "earliest" }, options.Sources[0].Kafka);
        Assert.Equal(
            new CompactOptions
            {
                Topic = "compact-1",
                Format = CompactFormat.Json,
                Delivery = Delivery.AtLeastOnce,
                Create = new TopicOptions { Partitions = 2, Replication = 1, Retention = TimeSpan.FromHours(12) },
            },
            options.Compact);
        Assert.Equal(("dead", "127.0.0.1:80"), (options.DeadLetters.Topic, options.Http.Listen));
    }

    [Fact]
    public void Every_region_of_a_central_job_has_its_own_cluster()
    {
        _folder.Write("password", Secret);

        var regions = _folder.Options(
            """
            x-security: &security { username: central, password_file: password }
            central:
              regions:
                - { region: a, kafka: { bootstrap: "a:9092", topic: compact-a, tls: {}, sasl: *security } }
                - { region: b, kafka: { bootstrap: "b:9092", properties: { socket.timeout.ms: 3000 } } }
            """,
            ConfigurationPurpose.Central).Central.Regions;

        Assert.Equal([("a", "a:9092", "compact-a"), ("b", "b:9092", "aggregator-compact")], regions.Select(region => (region.Region, region.Kafka.Bootstrap, region.Kafka.Topic)));
        Assert.Equal(_folder.PathOf("password"), regions[0].Kafka.Sasl!.PasswordFile);
        Assert.NotNull(regions[0].Kafka.Tls);
        Assert.Equal("3000", regions[1].Kafka.Properties["socket.timeout.ms"]);
    }

    [Fact]
    public void No_record_prints_a_secret()
    {
        _folder.Environment["PASSWORD"] = Secret;

        var options = _folder.Options(
            $$"""
            region: a
            kafka:
              bootstrap: b:9092
              sasl: { username: me, password: "${PASSWORD}" }
              properties: { ssl.keystore.password: {{Secret}} }
              consumer: { ssl.keystore.password: {{Secret}} }
            sources: [{ kafka: { topic: logs } }]
            central: { regions: [{ region: a, kafka: { bootstrap: "b:9092", sasl: { username: me, password: "${PASSWORD}" } } }] }
            """,
            ConfigurationPurpose.Any);

        Assert.Equal(Secret, options.Kafka!.Sasl!.Password);
        string[] printed =
        [
            options.ToString(), options.Kafka.ToString(), options.Kafka.Sasl.ToString(), options.Central.ToString(),
            options.Central.Regions[0].ToString(), options.Central.Regions[0].Kafka.ToString(),
        ];
        Assert.All(printed, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.Contains("b:9092", options.ToString(), StringComparison.Ordinal);
    }
}
