using System.Globalization;

namespace Aggregator.Configuration;

/// <summary>One thing that is wrong with a configuration, and what to write instead.</summary>
/// <param name="File">The configuration file, as the user named it.</param>
/// <param name="At">Where in the file; <see cref="Position.None"/> when the file itself is the problem.</param>
/// <param name="Path">The option, such as <c>sources[0].file</c>; empty when no option is to blame.</param>
/// <param name="Text">What is wrong and what to write.</param>
public sealed record ConfigurationProblem(string File, Position At, string Path, string Text)
{
    /// <summary><c>file:line:column: path: text</c>; what does not apply is left out.</summary>
    public override string ToString()
    {
        var place = At == Position.None ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{At.Line}:{At.Column}");
        return Path.Length == 0 ? $"{place}: {Text}" : $"{place}: {Path}: {Text}";
    }
}

/// <summary>A place in a text. Lines and columns count from 1.</summary>
public readonly record struct Position(long Line, long Column)
{
    /// <summary>No place in particular.</summary>
    public static Position None => default;
}
