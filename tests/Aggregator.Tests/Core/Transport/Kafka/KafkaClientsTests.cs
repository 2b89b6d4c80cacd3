using Aggregator.Core.Secrets;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Kafka;

public sealed class KafkaClientsTests : IDisposable
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_sasl_and_tls_security_is_left_to_properties()
    {
        var config = KafkaClients.ConfigOf(Cluster(), "c");

        Assert.Equal(("b:9092", "c", (SecurityProtocol?)null), (config.BootstrapServers, config.ClientId, config.SecurityProtocol));
        Assert.Equal((100, 2000, 30_000), (config.ReconnectBackoffMs, config.ReconnectBackoffMaxMs, config.TopicMetadataRefreshIntervalMs));
        Assert.Equal((true, false), (config.SocketKeepaliveEnable, config.LogConnectionClose));
    }

    [Fact]
    public void A_password_and_tls_make_sasl_ssl()
    {
        var config = KafkaClients.ConfigOf(
            Cluster() with
            {
                Sasl = new SaslOptions { Username = "u", PasswordFile = Write("password", "p w\n") },
                Tls = new TlsOptions { CaFile = "/ca.pem" },
            },
            "c");

        Assert.Equal(SecurityProtocol.SaslSsl, config.SecurityProtocol);
        Assert.Equal((SaslMechanism.ScramSha512, "u", "p w"), (config.SaslMechanism, config.SaslUsername, config.SaslPassword));
        Assert.Equal(("/ca.pem", SslEndpointIdentificationAlgorithm.Https), (config.SslCaLocation, config.SslEndpointIdentificationAlgorithm));
    }

    [Theory]
    [InlineData("PLAIN", SaslMechanism.Plain)]
    [InlineData("SCRAM-SHA-256", SaslMechanism.ScramSha256)]
    [InlineData("SCRAM-SHA-512", SaslMechanism.ScramSha512)]
    public void A_password_alone_makes_sasl_plaintext(string name, SaslMechanism mechanism)
    {
        var config = KafkaClients.ConfigOf(Cluster() with { Sasl = new SaslOptions { Mechanism = name, Username = "u", Password = "p" } }, "c");

        Assert.Equal((SecurityProtocol.SaslPlaintext, mechanism, "p"), (config.SecurityProtocol, config.SaslMechanism, config.SaslPassword));
    }

    [Fact]
    public void A_certificate_of_its_own_makes_ssl()
    {
        var config = KafkaClients.ConfigOf(
            Cluster() with
            {
                Tls = new TlsOptions { CertificateFile = "/c.pem", KeyFile = "/c.key", KeyPasswordFile = Write("key-password", "k") },
            },
            "c");

        Assert.Equal((SecurityProtocol.Ssl, (string?)null), (config.SecurityProtocol, config.SaslUsername));
        Assert.Equal(("/c.pem", "/c.key", "k"), (config.SslCertificateLocation, config.SslKeyLocation, config.SslKeyPassword));
    }

    [Fact]
    public void A_secret_is_read_whenever_a_client_is_made()
    {
        var file = Write("password", "one");
        var cluster = Cluster() with { Sasl = new SaslOptions { Username = "u", PasswordFile = file } };
        Assert.Equal("one", KafkaClients.ConfigOf(cluster, "c").SaslPassword);

        Write("password", "two");
        Assert.Equal("two", KafkaClients.ConfigOf(cluster, "c").SaslPassword);

        File.Delete(file);
        var gone = Assert.Throws<IOException>(() => KafkaClients.ConfigOf(cluster, "c"));
        Assert.Equal($"{file}: there is no such file of a secret; create it or mend the path", gone.Message);
    }

    [Theory]
    [InlineData("p", "p")]
    [InlineData("p\n", "p")]
    [InlineData("p\r\n", "p")]
    [InlineData(" p \n\n", " p \n")]
    public void A_secret_is_all_but_the_last_line_end(string text, string secret) => Assert.Equal(secret, SecretFile.Read(Write("secret", text)));

    [Fact]
    public void A_folder_is_no_secret() => Assert.StartsWith(
        $"{_folder}: the file of a secret cannot be read (", Assert.Throws<IOException>(() => SecretFile.Read(_folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_consumer_moves_no_position_by_itself()
    {
        var config = KafkaClients.ConsumerConfigOf(Cluster(), "c", "g");

        Assert.Equal((false, false), (config.EnableAutoCommit, config.EnableAutoOffsetStore));
        Assert.Equal((AutoOffsetReset.Error, IsolationLevel.ReadCommitted, true), (config.AutoOffsetReset, config.IsolationLevel, config.EnablePartitionEof));
        Assert.Equal(("g", PartitionAssignmentStrategy.Range, 10_000), (config.GroupId, config.PartitionAssignmentStrategy, config.SessionTimeoutMs));
        Assert.Equal("timestamp", config.Get("dotnet.consumer.consume.result.fields"));
    }

    [Fact]
    public void A_producer_neither_doubles_nor_outlives_its_transaction()
    {
        var transactional = KafkaClients.ProducerConfigOf(Cluster(), "c", "t");
        var plain = KafkaClients.ProducerConfigOf(Cluster(), "c", transactionalId: null);

        Assert.Equal(("t", true, 10_000), (transactional.TransactionalId, transactional.EnableIdempotence, transactional.TransactionTimeoutMs));
        Assert.True(transactional.MessageTimeoutMs <= transactional.TransactionTimeoutMs);
        Assert.Equal(((string?)null, true, (int?)null), (plain.TransactionalId, plain.EnableIdempotence, plain.TransactionTimeoutMs));
    }

    [Fact]
    public void An_operators_property_wins_and_the_clients_own_wins_over_the_clusters()
    {
        var cluster = Cluster() with
        {
            Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["linger.ms"] = "50", ["reconnect.backoff.ms"] = "1", ["fetch.wait.max.ms"] = "7" },
            Producer = new Dictionary<string, string>(StringComparer.Ordinal) { ["linger.ms"] = "60" },
        };

        var producer = KafkaClients.ProducerConfigOf(cluster, "c", "t", cluster.Producer);
        var consumer = KafkaClients.ConsumerConfigOf(cluster, "c", "g", None);

        Assert.Equal((60.0, 1), (producer.LingerMs, producer.ReconnectBackoffMs));
        Assert.Equal((7, 1), (consumer.FetchWaitMaxMs, consumer.ReconnectBackoffMs));
    }

    // librdkafka checks a whole configuration when a client is made of it, and so does validate.
    [Fact]
    public void Every_configuration_makes_a_client()
    {
        var cluster = Cluster();
        Assert.Null(KafkaProperties.WhyNot(KafkaClients.ConfigOf(cluster, "c")));
        Assert.Null(KafkaProperties.WhyNot(KafkaClients.ProducerConfigOf(cluster, "c", "t")));
        Assert.Null(KafkaProperties.WhyNot(KafkaClients.ProducerConfigOf(cluster, "c", transactionalId: null)));
        var member = KafkaClients.ConsumerConfigOf(cluster, "c", "g");
        member.GroupInstanceId = "i";
        Assert.Null(KafkaProperties.WhyNot(member));
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(member).LogTo(NullLogger.Instance).Build();
        Assert.NotNull(consumer.Handle);
    }

    private static RegionalKafkaOptions Cluster() => new() { Bootstrap = "b:9092" };

    private string Write(string name, string text)
    {
        var path = Path.Join(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
