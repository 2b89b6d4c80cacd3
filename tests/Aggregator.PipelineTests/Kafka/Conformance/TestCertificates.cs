using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>A certificate authority of a test's own, which signs certificates for <c>localhost</c> and for clients.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TemporaryFolder _folder = new();

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=Test Authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Authority = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        AuthorityFile = Write("ca.pem", Authority.ExportCertificatePem());
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public X509Certificate2 Authority { get; }

    /// <summary>The authority's certificate, as a file.</summary>
    public string AuthorityFile { get; }

    /// <summary>A certificate for brokers on <c>localhost</c>, with its key.</summary>
    public X509Certificate2 Broker()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign("localhost", key);
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Files of a client's certificate and its key, which is encrypted when there is a password.</summary>
    public (string Certificate, string Key) Client(string? password = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign("client", key);
        var pem = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        return (Write("client.pem", certificate.ExportCertificatePem()), Write("client.key", pem));
    }

    /// <summary>A file with a text.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    private X509Certificate2 Sign(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(Authority, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8));
    }
}
