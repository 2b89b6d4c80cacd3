using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// Says what an exception of the database means, and what to do: <c>what is wrong; what to do</c>, without a full stop. The
/// one place that knows the servers' error numbers. Never a password.
/// </summary>
public static class DatabaseProblem
{
    /// <summary>What is wrong and what to do.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="options">How the server is reached.</param>
    /// <param name="table">The table that was asked for; null when none was.</param>
    public static string Of(Exception failure, DatabaseOptions options, TableSchema? table = null)
    {
        var chain = Chain(failure).ToList();
        if (chain.OfType<DimensionException>().FirstOrDefault() is { } dimension) return dimension.Message;
        var message = MessageOf(chain);
        return chain.OfType<DbException>().Select(each => OfNumber(Driver.NumberOf(each), message, options, table)).FirstOrDefault(text => text is not null)
            ?? OfConnection(chain, options)
            ?? OfCopy(chain)
            ?? $"{Place(options)} answers with an error ({message}); its own log may tell more";
    }

    private static string? OfNumber(int number, string message, DatabaseOptions options, TableSchema? table)
    {
        var mysql = $"dimensions.{table?.Name ?? "TABLE"}.mysql";
        return number switch
        {
            1045 or 1698 => $"{Place(options)} refuses user {options.Username} or its password; mend dimensions.mysql.username, password or password_file, or the user there",
            1044 => $"user {options.Username} may not use the database {options.Database}; grant it: GRANT SELECT ON {SqlName.Quote(options.Database)}.* TO …",
            1142 or 1143 => $"user {options.Username} may not read the table ({message}); grant it: GRANT SELECT ON {SqlName.Quote(options.Database)}.* TO …",
            1129 or 1130 => $"{Place(options)} does not take connections from this machine ({message}); let user {options.Username} come from here",
            1049 => $"{Place(options)} has no database {options.Database}; mend dimensions.mysql.database, or create it",
            1146 => $"there is no such table ({message}); create it, or name it in {mysql}.table",
            1054 => $"there is no such column ({message}); name it in {mysql}.columns (or updated_at), or add it",
            1064 => $"the server does not understand the SELECT ({message}); mend {mysql}.query",
            1040 or 1203 or 1226 => $"{Place(options)} has too many connections ({message}); raise its max_connections or the user's limit",
            3159 => $"{Place(options)} takes encrypted connections only; write dimensions.mysql.tls: required",
            _ => null,
        };
    }

    private static string? OfConnection(List<Exception> chain, DatabaseOptions options)
    {
        if (chain.OfType<AuthenticationException>().FirstOrDefault() is { } refused)
        {
            return $"the certificate of {Place(options)} is not trusted ({refused.Message}); add its authority to the system's store or SSL_CERT_FILE"
                + (DatabaseServer.TakesCaFile ? ", or name it in dimensions.mysql.ca_file" : "");
        }
        if (chain.Exists(each => each is TimeoutException))
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"{Place(options)} does not answer in time; check that it is well and reachable, or raise dimensions.mysql.connect_timeout ({options.ConnectTimeout.TotalSeconds} s) or query_timeout ({options.QueryTimeout.TotalSeconds} s)");
        }
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
            return $"{Place(options)} cannot be reached ({socket.Message}); check that it runs, and dimensions.mysql.host and port";
        return null;
    }

    private static string? OfCopy(List<Exception> chain) => chain[0] is IOException or UnauthorizedAccessException
        ? $"the copy on this machine's disk cannot be written ({chain[0].Message}); make room, or give this user write access to data_dir"
        : null;

    private static string Place(DatabaseOptions options) => string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");

    /// <summary>The innermost message: the server's own words.</summary>
    private static string MessageOf(List<Exception> chain) => chain[^1].Message.TrimEnd('.');

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var each = failure; each is not null; each = each.InnerException) yield return each;
    }
}
