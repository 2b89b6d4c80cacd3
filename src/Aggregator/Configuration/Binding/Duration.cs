using System.Globalization;

namespace Aggregator.Configuration.Binding;

/// <summary>Durations as configurations write them: a whole number and one unit (<c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>).</summary>
public static class Duration
{
    /// <summary>The longest that can be written: about 100 years, so that sums with times never overflow.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private static readonly (string Name, long Ms)[] Units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>Reads a duration.</summary>
    /// <returns>null, or what is wrong with <paramref name="text"/> and what to write.</returns>
    public static string? Parse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits == -1 && text.Length > 0) return $"'{text}' has no unit; write {text}s for seconds (units: ms, s, m, h, d)";
        var unit = Array.Find(Units, unit => digits > 0 && text.AsSpan(digits).SequenceEqual(unit.Name));
        if (unit.Ms == 0) return $"'{text}' is not a duration; write a whole number and a unit: 500ms, 10s, 5m, 1h or 1d";
        var tooLong = !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > (long)Longest.TotalMilliseconds / unit.Ms;
        if (tooLong) return $"'{text}' is too long; the most is {Format(Longest)}";
        duration = TimeSpan.FromMilliseconds(count * unit.Ms);
        return null;
    }

    /// <summary>Reads a duration; false when <paramref name="text"/> is none.</summary>
    public static bool TryParse(string text, out TimeSpan duration) => Parse(text, out duration) is null;

    /// <summary>The shortest text that reads as <paramref name="duration"/>, in the largest unit that divides it.</summary>
    public static string Format(TimeSpan duration)
    {
        var ms = (long)duration.TotalMilliseconds;
        if (ms == 0) return "0s";
        var (name, unitMs) = Array.Find(Units, unit => ms % unit.Ms == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{ms / unitMs}{name}");
    }
}
