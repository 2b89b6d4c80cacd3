using System.Security.Cryptography.X509Certificates;

namespace Aggregator.PipelineTests.Broker.Security;

/// <summary>What the broker asks of clients before it serves them; nothing unless set.</summary>
public sealed record BrokerSecurity
{
    /// <summary>The broker's certificate, with its key: encrypts all connections.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Clients must show a certificate that this one signed.</summary>
    public X509Certificate2? ClientAuthority { get; init; }

    /// <summary>Names and passwords: clients must prove one by SCRAM-SHA-512.</summary>
    public IReadOnlyDictionary<string, string>? Users { get; init; }
}
