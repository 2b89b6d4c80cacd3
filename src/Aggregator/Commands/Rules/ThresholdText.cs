using System.Globalization;

namespace Aggregator.Commands.Rules;

/// <summary>Reads thresholds; a problem ends a sentence that begins with what was written.</summary>
internal static class ThresholdText
{
    private const string Off = "off";

    /// <summary>A share above 0 and below 1: <c>1%</c>, <c>0.01</c>, or <c>off</c>.</summary>
    public static (Threshold Value, string? Problem) Share(string text)
    {
        if (text is Off) return (default, null);
        var isPercent = text.EndsWith('%');
        if (!IsNumber(isPercent ? text[..^1] : text, out var number)) return (default, "is no share; write 1%, 0.01 or off");
        // A bare 5 would be read as 500 % by one and as 5 % by another.
        if (!isPercent && number >= 1) return (default, "is ambiguous: a share is written as 1% or 0.01");
        var share = isPercent ? number / 100 : number;
        return share is > 0 and < 1 ? (new Threshold(share), null) : (default, "is no share above 0% and below 100%");
    }

    /// <summary>A factor above 1: <c>2</c>, or <c>off</c>.</summary>
    public static (Threshold Value, string? Problem) Factor(string text)
    {
        if (text is Off) return (default, null);
        return IsNumber(text, out var factor) && factor > 1 ? (new Threshold(factor), null) : (default, "is no factor above 1; write 2, 1.5 or off");
    }

    /// <summary>Requests per second, above 0.</summary>
    public static (Threshold Value, string? Problem) Rate(string text) =>
        IsNumber(text, out var rate) && rate > 0 ? (new Threshold(rate), null) : (default, "is no number of requests a second above 0; write 1 or 0.5");

    private static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
