using System.Globalization;

namespace Aggregator.Monitoring.Rules;

/// <summary>Values as PromQL and its readers write them.</summary>
internal static class PromQlText
{
    /// <summary>A string in double quotes.</summary>
    public static string Quoted(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A number, without an exponent for all that a threshold can be.</summary>
    public static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}
