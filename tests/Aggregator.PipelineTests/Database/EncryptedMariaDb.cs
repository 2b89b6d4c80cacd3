using System.Security.Cryptography.X509Certificates;
using Aggregator.PipelineTests.Kafka.Conformance;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>A server that takes encrypted connections only, with a certificate for <c>localhost</c> that a test's authority signed.</summary>
public sealed class EncryptedMariaDb : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private readonly TestCertificates _stranger = new();

    /// <summary>The server.</summary>
    public MariaDbServer Server { get; private set; } = null!;

    /// <summary>The environment of a process that trusts the server's authority: OpenSSL's own way to name those that count.</summary>
    public IReadOnlyDictionary<string, string> Trusting => Environment(_certificates);

    /// <summary>The environment of a process that trusts another.</summary>
    public IReadOnlyDictionary<string, string> TrustingAnother => Environment(_stranger);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var certificate = _certificates.Broker();
        using var key = certificate.GetECDsaPrivateKey()!;
        var file = _certificates.Write("server.pem", certificate.ExportCertificatePem());
        var keyFile = _certificates.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        Server = await MariaDbServer.StartAsync($"--ssl-cert={file}", $"--ssl-key={keyFile}", "--require-secure-transport=ON");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _certificates.Dispose();
        _stranger.Dispose();
    }

    private static Dictionary<string, string> Environment(TestCertificates certificates) =>
        new(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = certificates.AuthorityFile };
}
