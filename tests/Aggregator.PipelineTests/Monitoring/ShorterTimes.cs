using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// The shipped configuration in a hurry: an hour becomes a minute, minutes and seconds a tenth, wherever a time is configured
/// (range, offset, <c>for</c>, interval, timeout, wait). Thresholds stay as they are, and so does how times relate to each other,
/// but for the hour. With the real times the same is shown by <c>promtool test rules</c>.
/// </summary>
internal static partial class ShorterTimes
{
    /// <summary>The same text with shorter times.</summary>
    public static string Of(string yaml) => Time().Replace(yaml, time => Shorter(long.Parse(time.Groups["number"].Value, CultureInfo.InvariantCulture), time.Groups["unit"].Value));

    private static string Shorter(long number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{(unit switch
    {
        "s" => number * 100,
        "m" => number * 6_000,
        "h" => number * 60_000,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Not a unit of the shipped configuration."),
    })}ms");

    // What a time stands behind: a bracket or colon of a range, offset, or a key whose name says so.
    [GeneratedRegex(@"(?<=\[|\[\w+:|\boffset |\bfor: |\w*(interval|timeout|wait|firing_for): )(?<number>\d+)(?<unit>[a-z]+)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();
}
