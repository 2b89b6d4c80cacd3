using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary>Options of <c>generate</c> that check their values while parsing, so that all problems are told at once.</summary>
internal static class GenerateArguments
{
    /// <summary>A number within the range that <see cref="GenerateOptions"/> gives the property, if any.</summary>
    public static Option<T> Number<T>(string name, string description, string property, T defaultValue)
        where T : struct, INumber<T>
    {
        var range = typeof(GenerateOptions).GetProperty(property)!.GetCustomAttribute<RangeAttribute>();
        var kind = typeof(T) == typeof(double) ? "a number" : "a whole number";
        var wanted = kind + range switch
        {
            null => "",
            { Maximum: >= (double)long.MaxValue } => string.Create(CultureInfo.InvariantCulture, $" of at least {range.Minimum}"),
            _ => string.Create(CultureInfo.InvariantCulture, $" from {range.Minimum} to {range.Maximum}"),
        };
        return Checked(name, description, defaultValue, wanted, text =>
            T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && (range is null || range.IsValid(value)) ? value : null);
    }

    /// <summary>A duration as configurations write it; null when it is not given.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it says.</param>
    /// <param name="defaultValue">For the description: the parser's own way to show it is not one that is read.</param>
    public static Option<TimeSpan?> Duration(string name, string description, TimeSpan defaultValue) => new(name)
    {
        Description = $"{description} [default: {Configuration.Binding.Duration.Format(defaultValue)}]",
        CustomParser = argument => Take<TimeSpan>(argument, "a duration such as 40s or 3m", text =>
            Configuration.Binding.Duration.Parse(text, out var duration) is null ? duration : null),
    };

    /// <summary>A time as epoch seconds or ISO 8601, turned into ms since the Unix epoch.</summary>
    public static Option<long?> Time(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = argument => Take(argument, "epoch seconds or an ISO 8601 time", ParseTimeMs),
    };

    /// <summary>Names separated by commas.</summary>
    public static Option<string[]> Names(string name, string description, string defaultValue) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => [defaultValue],
        CustomParser = argument =>
        {
            var names = argument.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
            if (names.Contains("", StringComparer.Ordinal)) argument.AddError($"{name}: a name is empty; write names separated by commas.");
            return names;
        },
    };

    private static Option<T> Checked<T>(string name, string description, T defaultValue, string wanted, Func<string, T?> parse)
        where T : struct => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = argument => Take(argument, wanted, parse) ?? defaultValue,
        };

    private static T? Take<T>(ArgumentResult argument, string wanted, Func<string, T?> parse)
        where T : struct
    {
        var text = argument.Tokens[0].Value;
        var value = parse(text);
        if (value is null) argument.AddError($"{((OptionResult)argument.Parent!).Option.Name}: '{text}' is not {wanted}.");
        return value;
    }

    private static long? ParseTimeMs(string text)
    {
        const long LastSecond = 99_999_999_999;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds <= LastSecond ? seconds * 1000 : null;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : null;
    }
}
