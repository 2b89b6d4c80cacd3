using System.Data.Common;
using System.Security.Authentication;
using MySql.Data.MySqlClient;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>Oracle's driver. Its asynchronous calls ignore every timeout, so only synchronous ones are made.</summary>
internal static class Driver
{
    /// <summary>False: a CA file of its own would need a package that is not there; the system's store, or SSL_CERT_FILE, has to have it.</summary>
    public const bool TakesCaFile = false;

    /// <summary>Connections to the server, pooled.</summary>
    public static DbDataSource Create(DatabaseOptions options, string? password) => MySqlClientFactory.Instance.CreateDataSource(
        new MySqlConnectionStringBuilder
        {
            Server = options.Host,
            Port = (uint)options.Port,
            Database = options.Database,
            UserID = options.Username,
            Password = password,
            SslMode = SslModeOf(options.Tls),
            ConnectionTimeout = (uint)options.ConnectTimeout.TotalSeconds,
            DefaultCommandTimeout = (uint)options.QueryTimeout.TotalSeconds,
            CharacterSet = "utf8mb4",
        }.ConnectionString);

    /// <summary>The server's number of an error; 0 when it did not get that far.</summary>
    public static int NumberOf(DbException failure) => failure is MySqlException mysql ? mysql.Number : 0;

    /// <summary>
    /// Whether an exception means that the server's certificate was refused. The driver then turns to BouncyCastle for a
    /// second opinion, which a bare package lacks.
    /// </summary>
    public static bool IsCertificateRefused(Exception failure) =>
        failure is AuthenticationException || (failure is FileNotFoundException { FileName: { } file } && file.StartsWith("BouncyCastle", StringComparison.Ordinal));

    private static MySqlSslMode SslModeOf(DatabaseTls tls) => tls switch
    {
        DatabaseTls.Disabled => MySqlSslMode.Disabled,
        DatabaseTls.Preferred => MySqlSslMode.Preferred,
        DatabaseTls.Required => MySqlSslMode.Required,
        DatabaseTls.VerifyCa => MySqlSslMode.VerifyCA,
        _ => MySqlSslMode.VerifyFull,
    };
}
