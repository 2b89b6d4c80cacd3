using System.Globalization;
using System.Text.Json;

namespace Aggregator.Configuration.Binding;

/// <summary>How one type of single value is written, read and shown.</summary>
/// <param name="Example">What a value looks like, for a remedy: <c>10s</c>, <c>true</c>.</param>
/// <param name="Parse">Reads a text.</param>
internal sealed record ScalarType(string Example, ScalarType.Parser Parse)
{
    /// <summary>Sets the value, or returns what is wrong with the text and what to write.</summary>
    public delegate string? Parser(string text, out object? value);

    private static readonly Dictionary<Type, ScalarType> Known = new()
    {
        [typeof(string)] = new("text", ParseText),
        [typeof(bool)] = new("true", ParseBool),
        [typeof(int)] = new("100", (text, out value) => ParseWhole(text, int.MinValue, int.MaxValue, whole => (int)whole, out value)),
        [typeof(long)] = new("100", (text, out value) => ParseWhole(text, long.MinValue, long.MaxValue, whole => (long)whole, out value)),
        [typeof(double)] = new("0.5", ParseNumber),
        [typeof(TimeSpan)] = new("10s", ParseDuration),
    };

    /// <summary>How <paramref name="type"/> is written; null when it is no single value.</summary>
    public static ScalarType? Of(Type type) => type.IsEnum ? OfEnum(type) : Known.GetValueOrDefault(type);

    /// <summary>The name of an enum's member in a configuration: <c>gateway-json</c>.</summary>
    public static string NameOf(object member) => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString()!);

    /// <summary>Every name that an enum's value can be written as.</summary>
    public static IReadOnlyList<string> NamesOf(Type enumType) => [.. Enum.GetValues(enumType).Cast<object>().Select(NameOf)];

    private static ScalarType OfEnum(Type type) => new(NamesOf(type)[0], (text, out value) =>
    {
        value = Enum.GetValues(type).Cast<object>().FirstOrDefault(member => string.Equals(NameOf(member), text, StringComparison.Ordinal));
        if (value is not null) return null;
        var names = NamesOf(type);
        var nearest = NearestName.Of(text, names) is { } name ? $"; did you mean {name}?" : "";
        return $"'{text}' is not one of {string.Join(", ", names)}{nearest}";
    });

    private static string? ParseText(string text, out object? value)
    {
        value = text;
        return null;
    }

    private static string? ParseBool(string text, out object? value)
    {
        value = text is "true";
        return text is "true" or "false" ? null : $"'{text}' is not true or false; write one of these";
    }

    private static string? ParseWhole(string text, Int128 least, Int128 most, Func<Int128, object> convert, out object? value)
    {
        value = null;
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return $"'{text}' is not a whole number; write digits only, such as 500000";
        }
        if (whole < least || whole > most) return $"'{text}' is out of range; write a number from {least} to {most}";
        value = convert(whole);
        return null;
    }

    private static string? ParseNumber(string text, out object? value)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var isNumber = double.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        value = number;
        return isNumber ? null : $"'{text}' is not a number; write one such as 100 or 0.5";
    }

    private static string? ParseDuration(string text, out object? value)
    {
        var problem = Duration.Parse(text, out var duration);
        value = duration;
        return problem;
    }
}
