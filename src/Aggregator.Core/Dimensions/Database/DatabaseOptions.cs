using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Aggregator.Core.Dimensions.Database;

/// <summary><c>dimensions.mysql:</c> how to reach the MySQL or MariaDB server that holds the tables.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The server's name or address.</summary>
    [Required]
    public string Host { get; init; } = "";

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 3306;

    /// <summary>The database (schema).</summary>
    [Required]
    public string Database { get; init; } = "";

    /// <summary>The user; it needs SELECT only.</summary>
    [Required]
    public string Username { get; init; } = "";

    /// <summary>The password; better taken from the environment (<c>${MYSQL_PASSWORD}</c>) or a file.</summary>
    public string? Password { get; init; }

    /// <summary>A file with the password, without its last line end; read at the start, so that another one needs a restart.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>How the connection is encrypted.</summary>
    public DatabaseTls Tls { get; init; } = DatabaseTls.Preferred;

    /// <summary>Certificates (PEM) that the server's is signed with; the system's unless given.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long connecting may take: whole seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the reading of a table may keep waiting for the server in all: whole seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two readings of a table that is held whole.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(5);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Username).Append('@').Append(Host).Append(':').Append(Port).Append('/').Append(Database);
        return true;
    }
}

/// <summary>Encryption of a connection to the database.</summary>
public enum DatabaseTls
{
    /// <summary>None.</summary>
    Disabled,

    /// <summary>When the server can; who listens on the way can prevent it.</summary>
    Preferred,

    /// <summary>Always, with whatever certificate.</summary>
    Required,

    /// <summary>Always, with a certificate that a known authority signed.</summary>
    VerifyCa,

    /// <summary>As <see cref="VerifyCa"/>, and made out to the host that was asked for.</summary>
    VerifyIdentity,
}
