using System.Globalization;

namespace Aggregator.Central.Rollup;

/// <summary>HTTP codes as label values.</summary>
internal static class CodeText
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 1000).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The text of a code from 0 to 999: rows have no other.</summary>
    public static string Of(int code) => Texts[code];
}
