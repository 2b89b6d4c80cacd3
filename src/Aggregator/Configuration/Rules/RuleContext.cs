namespace Aggregator.Configuration.Rules;

/// <summary>What a rule sees: the bound options (paths absolute), which of them the file gives, and where to complain.</summary>
internal sealed class RuleContext(AggregatorOptions options, IReadOnlyDictionary<string, Position> positions, ProblemList problems)
{
    public AggregatorOptions Options { get; } = options;

    /// <summary>True when the file gives the option, even with a value that does not bind.</summary>
    public bool IsGiven(string path) => positions.ContainsKey(path);

    /// <summary>True when a problem of the option is already told.</summary>
    public bool IsTold(string path) => problems.Tells(path);

    /// <summary>
    /// Adds a problem, at the option or at the nearest above that the file gives. A second one of the same option is
    /// left out: it would be about the default that took the place of a value that does not bind.
    /// </summary>
    public void Report(string path, string text)
    {
        if (IsTold(path)) return;
        var given = path;
        while (!positions.ContainsKey(given)) given = OptionPath.Parent(given);
        problems.Add(positions[given], path, text);
    }
}
