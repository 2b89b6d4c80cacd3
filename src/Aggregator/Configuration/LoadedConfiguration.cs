namespace Aggregator.Configuration;

/// <summary>What became of a configuration file.</summary>
/// <param name="Options">The options; null exactly when there are problems.</param>
/// <param name="Problems">All that is wrong, in the order of the file.</param>
/// <param name="Warnings">What is better mended, but no reason not to run.</param>
public sealed record LoadedConfiguration(
    AggregatorOptions? Options, IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<ConfigurationProblem> Warnings)
{
    /// <summary>For those who run it, to whom warnings mean nothing.</summary>
    public void Deconstruct(out AggregatorOptions? options, out IReadOnlyList<ConfigurationProblem> problems) =>
        (options, problems) = (Options, Problems);
}
