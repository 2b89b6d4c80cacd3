using System.Data.Common;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>What a caller may make of an exception of the database.</summary>
public static class DatabaseFailure
{
    /// <summary>
    /// Whether the same call may succeed a moment later: true unless somebody has to change the configuration, the table or a
    /// right first.
    /// </summary>
    public static bool IsTransient(Exception failure) =>
        !Chain(failure).Any(Driver.IsCertificateRefused)
        && NumberOf(failure) is not (1044 or 1045 or 1049 or 1054 or 1064 or 1130 or 1142 or 1143 or 1146 or 1698 or 3159)
        && !IsAboutCharacters(failure);

    /// <summary>Whether the server did not compare texts, because a column's character set lacks a character.</summary>
    public static bool IsAboutCharacters(Exception failure) => NumberOf(failure) is 1267 or 1270 or 1271 or 3988;

    /// <summary>The server's number of the error, which a driver may have wrapped; 0 when it did not get that far.</summary>
    private static int NumberOf(Exception failure) =>
        Chain(failure).OfType<DbException>().Select(Driver.NumberOf).FirstOrDefault(number => number != 0);

    /// <summary>An exception and what caused it, the outermost first.</summary>
    internal static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var each = failure; each is not null; each = each.InnerException) yield return each;
    }
}
