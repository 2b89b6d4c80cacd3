using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// Says what an exception of the database means, and what to do: <c>what is wrong; what to do</c>, without a full stop. Never a
/// password. What a caller may make of it is in <see cref="DatabaseFailure"/>.
/// </summary>
public static class DatabaseProblem
{
    /// <summary>What drivers number a connection that could not be made, for whatever reason.</summary>
    private const int Unreachable = 1042;

    /// <summary>What is wrong and what to do.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="options">How the server is reached.</param>
    /// <param name="table">The table that was asked for; null when none was.</param>
    public static string Of(Exception failure, DatabaseOptions options, TableSchema? table = null)
    {
        var chain = DatabaseFailure.Chain(failure).ToList();
        if (chain.OfType<DimensionException>().FirstOrDefault() is { } dimension) return dimension.Message;
        var message = MessageOf(chain);
        return chain.OfType<DbException>().Select(each => OfNumber(Driver.NumberOf(each), message, options, table)).FirstOrDefault(text => text is not null)
            ?? OfConnection(chain, message, options, table)
            ?? OfCopy(chain)
            ?? $"{Place(options)} answers with an error ({message}); its own log may tell more";
    }

    /// <summary>What the server itself refused; null for what it has no number for.</summary>
    private static string? OfNumber(int number, string message, DatabaseOptions options, TableSchema? table)
    {
        var mysql = $"dimensions.{table?.Name ?? "TABLE"}.mysql";
        var grant = $"grant it: GRANT SELECT ON {SqlName.Quote(options.Database)}.* TO {options.Username}";
        return number switch
        {
            1045 or 1698 => $"{Place(options)} refuses user {options.Username} or its password; mend dimensions.mysql.username, password or password_file, or the user there{OrEncrypt(options)}",
            1044 => $"user {options.Username} may not use the database {options.Database}; {grant}",
            1142 or 1143 => $"user {options.Username} may not read the table ({message}); {grant}",
            1129 or 1130 => $"{Place(options)} does not let user {options.Username} in from this machine ({message}); allow it there",
            1049 => $"{Place(options)} has no database {options.Database}; mend dimensions.mysql.database, or create it",
            1146 => $"there is no such table ({message}); create it, or name it in {mysql}.table",
            1054 => $"there is no such column ({message}); name it in {mysql}.columns or updated_at, or add it to the table",
            1064 => $"the server does not understand the SELECT ({message}); mend {mysql}.query",
            1040 or 1203 or 1226 => $"{Place(options)} has too many connections ({message}); raise its max_connections, or the user's limit",
            3159 => $"{Place(options)} takes encrypted connections only; write dimensions.mysql.tls: required",
            _ => null,
        };
    }

    // MariaDB calls an unencrypted connection that it does not take a wrong password.
    private static string OrEncrypt(DatabaseOptions options) =>
        options.Tls == DatabaseTls.Disabled ? "; if it takes encrypted connections only, write dimensions.mysql.tls: required" : "";

    /// <summary>What failed on the way to the server; null when it was something else.</summary>
    private static string? OfConnection(List<Exception> chain, string message, DatabaseOptions options, TableSchema? table)
    {
        var place = Place(options);
        if (chain.Exists(Driver.IsCertificateRefused))
        {
            return $"the certificate of {place} is not signed by an authority that is trusted here, or not made out to {options.Host}; add the authority to the system's store or to the file that SSL_CERT_FILE names"
                + (DatabaseServer.TakesCaFile ? ", or name it in dimensions.mysql.ca_file" : "") + ", or mend dimensions.mysql.host";
        }
        if (message.Contains("does not support SSL", StringComparison.Ordinal))
            return $"{place} does not encrypt connections; give it a certificate, or write dimensions.mysql.tls: preferred";
        if (chain.Exists(each => each is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut }))
        {
            var query = table == TableSchema.Tenants
                ? "dimensions.tenants.cache.lookup_timeout"
                : string.Create(CultureInfo.InvariantCulture, $"query_timeout ({options.QueryTimeout.TotalSeconds} s)");
            return string.Create(CultureInfo.InvariantCulture,
                $"{place} does not answer in time; look after it and the way to it, or raise dimensions.mysql.connect_timeout ({options.ConnectTimeout.TotalSeconds} s) or {query}");
        }
        var isUnreachable = chain.Exists(each => each is SocketException || (each is DbException failure && Driver.NumberOf(failure) == Unreachable));
        return isUnreachable ? $"{place} cannot be reached ({message}); check that it runs, and dimensions.mysql.host and port" : null;
    }

    private static string? OfCopy(List<Exception> chain) => TableCopy.IsAboutDisk(chain[0])
        ? $"the copy on this machine's disk cannot be written ({chain[0].Message}); make room, or give this user write access to data_dir"
        : null;

    private static string Place(DatabaseOptions options) => string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");

    /// <summary>The innermost message: the server's own words.</summary>
    private static string MessageOf(List<Exception> chain) => chain[^1].Message.TrimEnd('.');
}
