using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Aggregator.Commands;

/// <summary>A command whose <c>--help</c> ends with examples.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="description">What it does, in a sentence.</param>
/// <param name="examples">Whole command lines, each with what it is for.</param>
internal sealed class CommandWithExamples(string name, string description, params IReadOnlyList<(string Line, string Purpose)> examples)
    : Command(name, description)
{
    /// <summary>The examples.</summary>
    public IReadOnlyList<(string Line, string Purpose)> Examples { get; } = examples;
}

/// <summary>Writes the usual help, then the command's examples; <paramref name="ofRoot"/> are the root command's.</summary>
internal sealed class HelpWithExamples(HelpAction usual, IReadOnlyList<(string Line, string Purpose)> ofRoot) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => usual.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command is CommandWithExamples command ? command.Examples : ofRoot;
        if (examples.Count == 0) return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        var width = examples.Max(example => example.Line.Length);
        foreach (var (line, purpose) in examples) output.WriteLine($"  {line.PadRight(width)}  {purpose}");
        output.WriteLine();
        return code;
    }
}
