using System.CommandLine.Parsing;
using System.Text;

namespace Aggregator.Commands.Rules;

/// <summary>Names on the command line that go into rules.</summary>
internal static class RuleNames
{
    // As long as a label's value can be.
    private const int MaxBytes = 256;

    /// <summary>What is wrong with a name, with the remedy; null when nothing is.</summary>
    public static string? Problem(string option, IReadOnlyList<Token> tokens)
    {
        if (tokens.Count == 0) return null;
        var name = tokens[0].Value;
        if (name.Trim().Length == 0) return $"{option}: is empty; write it as the label shows it.";
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes) return $"{option}: is longer than the {MaxBytes} bytes of a label.";
        if (name.Any(char.IsControl)) return $"{option}: '{name}' has a control character, which no label has.";
        // Labels of alerts are Go templates.
        return name.Contains("{{", StringComparison.Ordinal) ? $"{option}: '{name}' has {{{{, which alerts would take for a template." : null;
    }
}
