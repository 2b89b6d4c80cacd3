using System.Globalization;

namespace Aggregator.Core.Telemetry;

/// <summary>So many of something, as a person writes it: <c>1 partition</c>, <c>12,000 partitions</c>.</summary>
public static class Quantity
{
    /// <summary>The number, and what there is so many of.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for any other number; <paramref name="one"/> and an s unless given.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
