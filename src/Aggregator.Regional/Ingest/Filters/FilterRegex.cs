using System.Text.RegularExpressions;

namespace Aggregator.Regional.Ingest.Filters;

/// <summary>Regular expressions of filters.</summary>
public static class FilterRegex
{
    /// <summary>
    /// Compiles a pattern whose time is linear in the value's length: logs come from outside, and a backtracking match
    /// could be made to take hours. Therefore no lookarounds, backreferences, atomic groups.
    /// </summary>
    /// <exception cref="ArgumentException">The pattern is wrong or uses one of those; the message says what.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(e.Message, nameof(pattern), e);
        }
    }
}
