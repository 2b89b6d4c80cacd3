using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>How to reach the brokers of one Kafka cluster.</summary>
public abstract record KafkaClusterOptions
{
    /// <summary>Brokers to begin with, as <c>host:port,host:port</c>; the others are learnt from them.</summary>
    [Required]
    public string Bootstrap { get; init; } = "";

    /// <summary>User name and password; none unless given.</summary>
    public SaslOptions? Sasl { get; init; }

    /// <summary>Encryption and certificates; plain text unless given.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Any of librdkafka's properties, for every client of this cluster, such as <c>socket.timeout.ms: 3000</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Prints where the cluster is, and nothing of how to get in: properties can hold secrets too.</summary>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        builder.Append(nameof(Bootstrap)).Append(" = ").Append(Bootstrap);
        return true;
    }
}

/// <summary><c>sasl:</c> authentication with a name and a password.</summary>
public sealed record SaslOptions
{
    /// <summary>How the password is proven; SCRAM never sends it.</summary>
    public string Mechanism { get; init; } = "SCRAM-SHA-512";

    /// <summary>The user's name.</summary>
    [Required]
    public string Username { get; init; } = "";

    /// <summary>The password; better taken from the environment (<c>${KAFKA_PASSWORD}</c>) or a file.</summary>
    public string? Password { get; init; }

    /// <summary>A file with the password, without its last line end; read at every start.</summary>
    public string? PasswordFile { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(nameof(Mechanism)).Append(" = ").Append(Mechanism).Append(", ").Append(nameof(Username)).Append(" = ").Append(Username);
        return true;
    }
}

/// <summary><c>tls:</c> encryption; the brokers' names are always checked.</summary>
public sealed record TlsOptions
{
    /// <summary>Certificates (PEM) that the brokers' are signed with; the system's unless given.</summary>
    public string? CaFile { get; init; }

    /// <summary>This client's certificate (PEM), for brokers that ask for one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of <see cref="CertificateFile"/> (PEM).</summary>
    public string? KeyFile { get; init; }

    /// <summary>A file with the key's password.</summary>
    public string? KeyPasswordFile { get; init; }
}
