using System.Collections.Concurrent;
using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Broker.Security;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;
using Xunit;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>The options <c>tls:</c> and <c>sasl:</c> end to end, on test brokers that ask for them: a real cluster has its own secrets.</summary>
public sealed class SecurityTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_password_proven_over_an_encrypted_connection_opens_the_cluster()
    {
        using var broker = Start(new BrokerSecurity { Certificate = _certificates.Broker(), Users = Users });
        await ProduceAsync(new Cluster { Bootstrap = broker.Bootstrap, Tls = Trusting, Sasl = new SaslOptions { Username = "gateway", PasswordFile = _certificates.Write("password", "se=cr,et\n") } });
        Assert.Equal(1, broker.Offsets("t", 0).End);
    }

    [Fact]
    public async Task A_password_opens_the_cluster_over_a_plain_connection_too()
    {
        using var broker = Start(new BrokerSecurity { Users = Users });
        await ProduceAsync(new Cluster { Bootstrap = broker.Bootstrap, Sasl = new SaslOptions { Username = "gateway", Password = "se=cr,et" } });
        Assert.Equal(1, broker.Offsets("t", 0).End);
    }

    [Theory]
    [InlineData("gateway", "guess")]
    [InlineData("nobody", "se=cr,et")]
    public async Task A_wrong_name_or_password_opens_nothing(string name, string password)
    {
        using var broker = Start(new BrokerSecurity { Users = Users });
        await RefusedAsync(broker, new Cluster { Bootstrap = broker.Bootstrap, Sasl = new SaslOptions { Username = name, Password = password } }, ErrorCode.Local_Authentication);
    }

    [Fact]
    public void A_client_without_a_password_is_not_served()
    {
        using var broker = Start(new BrokerSecurity { Users = Users });
        using var admin = new AdminClientBuilder(new AdminClientConfig(Config(new Cluster { Bootstrap = broker.Bootstrap }))).SetLogHandler((_, _) => { }).Build();
        Assert.Throws<KafkaException>(() => admin.GetMetadata(TimeSpan.FromSeconds(1)));
        Assert.NotEqual(0, broker.Requests[ApiKey.Metadata]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key password")]
    public async Task A_certificate_opens_a_cluster_that_asks_for_one(string? keyPassword)
    {
        using var broker = Start(new BrokerSecurity { Certificate = _certificates.Broker(), ClientAuthority = _certificates.Authority });
        var (certificate, key) = _certificates.Client(keyPassword);
        var passwordFile = keyPassword is null ? null : _certificates.Write("key-password", keyPassword);
        await ProduceAsync(new Cluster { Bootstrap = broker.Bootstrap, Tls = Trusting with { CertificateFile = certificate, KeyFile = key, KeyPasswordFile = passwordFile } });
        Assert.Equal(1, broker.Offsets("t", 0).End);
    }

    [Fact]
    public async Task Without_its_certificate_a_client_is_refused()
    {
        using var broker = Start(new BrokerSecurity { Certificate = _certificates.Broker(), ClientAuthority = _certificates.Authority });
        await RefusedAsync(broker, new Cluster { Bootstrap = broker.Bootstrap, Tls = Trusting }, ErrorCode.Local_Ssl, ErrorCode.Local_Transport);
    }

    [Fact]
    public async Task A_client_refuses_a_broker_whose_authority_it_does_not_know()
    {
        using var broker = Start(new BrokerSecurity { Certificate = _certificates.Broker() });
        await RefusedAsync(broker, new Cluster { Bootstrap = broker.Bootstrap, Tls = new TlsOptions() }, ErrorCode.Local_Ssl);
    }

    [Fact]
    public async Task A_client_refuses_a_broker_that_has_another_name_than_its_certificate()
    {
        using var broker = Start(new BrokerSecurity { Certificate = _certificates.Broker() });
        await RefusedAsync(broker, new Cluster { Bootstrap = $"127.0.0.1:{broker.Port}", Tls = Trusting }, ErrorCode.Local_Ssl);
    }

    private static IReadOnlyDictionary<string, string> Users { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["gateway"] = "se=cr,et" };

    private TlsOptions Trusting => new() { CaFile = _certificates.AuthorityFile };

    private static TestBroker Start(BrokerSecurity security)
    {
        var broker = TestBroker.Start(new BrokerOptions { AdvertisedHost = "localhost", Security = security });
        broker.CreateTopic("t");
        return broker;
    }

    private static async Task ProduceAsync(Cluster cluster)
    {
        using var producer = new ProducerBuilder<string, string>(Config(cluster)).SetLogHandler((_, _) => { }).Build();
        await producer.ProduceAsync("t", new Message<string, string> { Value = "v" });
    }

    // Both sides agree that nothing came of it.
    private static async Task RefusedAsync(TestBroker broker, Cluster cluster, params ErrorCode[] expected)
    {
        var errors = new ConcurrentQueue<ErrorCode>();
        using var producer = new ProducerBuilder<string, string>(Config(cluster)).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => errors.Enqueue(error.Code)).Build();
        producer.Produce("t", new Message<string, string> { Value = "v" });
        await Eventually.Async(() => Task.FromResult(errors.ToArray()), seen => seen.Any(expected.Contains));
        Assert.Equal(0, broker.Offsets("t", 0).End);
    }

    private static ProducerConfig Config(Cluster cluster) => new(KafkaClients.ConfigOf(cluster, "test")) { ReconnectBackoffMs = 20, BrokerAddressFamily = BrokerAddressFamily.V4 };

    private sealed record Cluster : KafkaClusterOptions;
}
