using Aggregator.Configuration.Binding;

namespace Aggregator.Configuration.Rules;

/// <summary>What a rule sees: the bound options (paths absolute), what they are for, which of them the file gives, and where to complain.</summary>
internal sealed class RuleContext(AggregatorOptions options, ConfigurationPurpose purpose, OptionsBinder binder, ProblemList problems)
{
    public AggregatorOptions Options { get; } = options;

    public ConfigurationPurpose Purpose { get; } = purpose;

    /// <summary>True when the file gives the option, even with a value that does not bind.</summary>
    public bool IsGiven(string path) => binder.Positions.ContainsKey(path);

    /// <summary>True when the file itself has the value, and not the environment.</summary>
    public bool IsWritten(string path) => IsGiven(path) && !binder.FromEnvironment.Contains(path);

    /// <summary>True when a problem of the option is already told.</summary>
    public bool IsTold(string path) => problems.Tells(path);

    /// <summary>True when a problem of the option, or of one below it, is already told.</summary>
    public bool IsToldWithin(string path) => problems.TellsWithin(path);

    /// <summary>
    /// Adds a problem, at the option or at the nearest above that the file gives. A second one of the same option is
    /// left out: it would be about the default that took the place of a value that does not bind.
    /// </summary>
    public void Report(string path, string text)
    {
        if (!IsTold(path)) problems.Add(PositionOf(path), path, text);
    }

    /// <summary>Adds a warning, in the same place.</summary>
    public void Warn(string path, string text) => problems.Warn(PositionOf(path), path, text);

    private Position PositionOf(string path)
    {
        while (!IsGiven(path)) path = OptionPath.Parent(path);
        return binder.Positions[path];
    }
}
