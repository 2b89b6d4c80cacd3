using System.Data.Common;
using System.Security.Authentication;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>Why the database could not be asked.</summary>
/// <param name="Text">What is wrong and what to do; never a password.</param>
/// <param name="IsTransient">Whether the same call may succeed a moment later, with nothing changed.</param>
public sealed record DatabaseProblem(string Text, bool IsTransient)
{
    /// <summary>What a driver's exception means.</summary>
    public static DatabaseProblem Of(Exception failure)
    {
        if (Causes(failure).Any(cause => cause is AuthenticationException))
            return new($"TLS failed ({Innermost(failure)}); check dimensions.mysql.tls and that the server's CA is trusted", false);
        return NumberOf(failure) switch
        {
            1044 or 1045 or 1142 or 1143 or 1698 => new($"access is denied ({failure.Message}); check the user, its password and that it has SELECT", false),
            1049 => new($"there is no such database ({failure.Message}); mend dimensions.mysql.database", false),
            1146 => new($"there is no such table ({failure.Message}); create it or mend its name in the configuration", false),
            1054 => new($"there is no such column ({failure.Message}); add it or mend its name in the configuration", false),
            1064 => new($"the query is refused ({failure.Message}); mend the names in the configuration", false),
            1267 or 1270 or 1271 or 3988 => new($"the table's character set cannot hold what is asked for ({failure.Message}); make it utf8mb4", false),
            _ => new($"it cannot be reached or does not answer ({Innermost(failure)}); check that it runs, and host, port and network", true),
        };
    }

    /// <summary>Whether the server refused to compare texts because a column's character set lacks a character.</summary>
    public static bool IsAboutCharacters(DbException failure) => NumberOf(failure) is 1267 or 1270 or 1271 or 3988;

    /// <summary>The server's number of the error, which a driver may have wrapped; 0 when it did not get that far.</summary>
    private static int NumberOf(Exception failure) =>
        Causes(failure).OfType<DbException>().Select(Driver.NumberOf).FirstOrDefault(number => number != 0);

    private static string Innermost(Exception failure) => Causes(failure).Last().Message;

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException) yield return cause;
    }
}
