using System.Text;
using System.Text.RegularExpressions;

namespace Aggregator.Configuration.Binding;

/// <summary>
/// Puts environment variables into values: <c>${NAME}</c>, or <c>${NAME:-default}</c> for when it is unset or empty.
/// <c>$${</c> stands for a plain <c>${</c>.
/// </summary>
internal static partial class EnvironmentVariables
{
    /// <summary>Expands <paramref name="text"/>; each reference that cannot be is told to <paramref name="report"/>.</summary>
    public static string Expand(string text, Func<string, string?> lookup, Action<string> report)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) return text;
        var expanded = new StringBuilder();
        var at = 0;
        foreach (var match in Reference.EnumerateMatches(text))
        {
            expanded.Append(text, at, match.Index - at).Append(ValueOf(text.Substring(match.Index, match.Length), lookup, report));
            at = match.Index + match.Length;
        }
        return expanded.Append(text, at, text.Length - at).ToString();
    }

    private static string ValueOf(string reference, Func<string, string?> lookup, Action<string> report)
    {
        if (reference.StartsWith("$$", StringComparison.Ordinal)) return "${";
        var parts = NameAndDefault.Match(reference);
        if (!parts.Success)
        {
            report($"'{reference}' names no environment variable; write ${{NAME}} or ${{NAME:-default}}, or $${{ for a plain ${{");
            return "";
        }
        var name = parts.Groups["name"].Value;
        var value = lookup(name);
        var fallback = parts.Groups["default"];
        if (fallback.Success) return string.IsNullOrEmpty(value) ? fallback.Value : value;
        if (value is null) report($"the environment variable {name} is not set; set it, or write ${{{name}:-default}}");
        return value ?? "";
    }

    // Anything that begins like a reference, so that a broken one is told and not taken for text.
    [GeneratedRegex(@"\$\$\{|\$\{[^}]*\}?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference { get; }

    [GeneratedRegex(@"\A\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameAndDefault { get; }
}
