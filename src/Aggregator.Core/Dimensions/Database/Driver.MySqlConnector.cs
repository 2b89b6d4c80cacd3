using System.Data.Common;
using System.Security.Authentication;
using MySqlConnector;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>The MySqlConnector driver.</summary>
internal static class Driver
{
    /// <summary>True.</summary>
    public const bool TakesCaFile = true;

    /// <summary>Connections to the server, pooled.</summary>
    public static DbDataSource Create(DatabaseOptions options, string? password) => new MySqlDataSource(
        new MySqlConnectionStringBuilder
        {
            Server = options.Host,
            Port = (uint)options.Port,
            Database = options.Database,
            UserID = options.Username,
            Password = password ?? "",
            SslMode = SslModeOf(options.Tls),
            SslCa = options.CaFile ?? "",
            ConnectionTimeout = (uint)options.ConnectTimeout.TotalSeconds,
            DefaultCommandTimeout = (uint)options.QueryTimeout.TotalSeconds,
        }.ConnectionString);

    /// <summary>The server's number of an error; 0 when it did not get that far.</summary>
    public static int NumberOf(DbException failure) => failure is MySqlException mysql ? mysql.Number : 0;

    /// <summary>Whether an exception means that the server's certificate was refused.</summary>
    public static bool IsCertificateRefused(Exception failure) => failure is AuthenticationException;

    private static MySqlSslMode SslModeOf(DatabaseTls tls) => tls switch
    {
        DatabaseTls.Disabled => MySqlSslMode.None,
        DatabaseTls.Preferred => MySqlSslMode.Preferred,
        DatabaseTls.Required => MySqlSslMode.Required,
        DatabaseTls.VerifyCa => MySqlSslMode.VerifyCA,
        _ => MySqlSslMode.VerifyFull,
    };
}
