using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Aggregator.PipelineTests.Broker.Security;

/// <summary>Encrypts connections, if the broker is to.</summary>
internal sealed class TlsServer(BrokerSecurity security)
{
    /// <summary>The stream to serve a client on; takes over the given one.</summary>
    /// <exception cref="IOException">The client broke off, or its certificate is not good enough.</exception>
    public async Task<Stream> AcceptAsync(Stream plain, CancellationToken stop)
    {
        if (security.Certificate is null) return plain;
        var encrypted = new SslStream(plain);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = security.Certificate,
            ClientCertificateRequired = security.ClientAuthority is not null,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => security.ClientAuthority is null || IsSigned(certificate),
        };
        try
        {
            await encrypted.AuthenticateAsServerAsync(options, stop);
            return encrypted;
        }
        catch (AuthenticationException e)
        {
            await encrypted.DisposeAsync();
            throw new IOException("The TLS handshake failed.", e);
        }
    }

    private bool IsSigned(X509Certificate? certificate)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(security.ClientAuthority!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }
}
