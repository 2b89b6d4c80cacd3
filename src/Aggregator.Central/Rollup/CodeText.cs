using System.Globalization;

namespace Aggregator.Central.Rollup;

/// <summary>HTTP codes as label values.</summary>
internal static class CodeText
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 1000).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public static string Of(int code) => code < Texts.Length ? Texts[code] : code.ToString(CultureInfo.InvariantCulture);
}
