using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Aggregator.Commands.Kafka;

/// <summary>
/// Checks of options against each other. They look at what was written, not at values: a value that could not be read is
/// a problem of its own, told beside these.
/// </summary>
internal static class OptionChecks
{
    /// <summary>True when the option stands on the command line.</summary>
    public static bool IsGiven(this SymbolResult command, Option option) => command.GetResult(option) is { Implicit: false };

    /// <summary>Each of <paramref name="options"/> is refused without <paramref name="leader"/>.</summary>
    public static void GoWith(this IEnumerable<Option> options, Option leader, string written)
    {
        foreach (var option in options)
        {
            option.Validators.Add(given =>
            {
                if (!given.Implicit && !given.IsGiven(leader)) given.AddError($"{option.Name}: goes with {written}.");
            });
        }
    }

    /// <summary>A whole number outside of [<paramref name="least"/>, <paramref name="most"/>] is refused.</summary>
    public static void Limit(this Option option, long least, long most = long.MaxValue) => option.Validators.Add(given =>
    {
        if (given.Implicit || given.Tokens.Count == 0) return;
        var isNumber = long.TryParse(given.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        if (!isNumber || (value >= least && value <= most)) return;
        given.AddError(most == long.MaxValue ? $"{option.Name}: must be {least} or more." : $"{option.Name}: must be from {least} to {most}.");
    });
}
