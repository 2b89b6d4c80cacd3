using Aggregator.Core.Secrets;
using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>Encryption and authentication of a client: <c>sasl:</c> and <c>tls:</c> in librdkafka's words.</summary>
internal static class KafkaSecurity
{
    /// <summary>Sets what the options ask for; nothing when they have neither, so that properties may.</summary>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public static void Apply(ClientConfig config, KafkaClusterOptions cluster)
    {
        if (cluster.Sasl is null && cluster.Tls is null) return;
        config.SecurityProtocol = (cluster.Sasl, cluster.Tls) switch
        {
            (null, _) => SecurityProtocol.Ssl,
            (_, null) => SecurityProtocol.SaslPlaintext,
            _ => SecurityProtocol.SaslSsl,
        };
        if (cluster.Sasl is { } sasl) Apply(config, sasl);
        if (cluster.Tls is { } tls) Apply(config, tls);
    }

    private static void Apply(ClientConfig config, SaslOptions sasl)
    {
        // By name: the client's enum would need a map of its own.
        config.Set("sasl.mechanism", sasl.Mechanism);
        config.SaslUsername = sasl.Username;
        config.SaslPassword = sasl.PasswordFile is { } file ? SecretFile.Read(file) : sasl.Password;
    }

    private static void Apply(ClientConfig config, TlsOptions tls)
    {
        // librdkafka's default only since 2.0: without it, any valid certificate would do for any broker.
        config.SslEndpointIdentificationAlgorithm = SslEndpointIdentificationAlgorithm.Https;
        if (tls.CaFile is { } authorities) config.SslCaLocation = authorities;
        if (tls.CertificateFile is { } certificate) config.SslCertificateLocation = certificate;
        if (tls.KeyFile is { } key) config.SslKeyLocation = key;
        if (tls.KeyPasswordFile is { } password) config.SslKeyPassword = SecretFile.Read(password);
    }
}
