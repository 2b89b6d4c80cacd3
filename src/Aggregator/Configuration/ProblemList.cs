namespace Aggregator.Configuration;

/// <summary>Collects the problems of one configuration file, so that all can be told at once.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<ConfigurationProblem> _problems = [];

    public int Count => _problems.Count;

    public void Add(Position at, string path, string text) => _problems.Add(new ConfigurationProblem(file, at, path, text));

    /// <summary>True when something is already said of the option.</summary>
    public bool Tells(string path) => _problems.Exists(problem => string.Equals(problem.Path, path, StringComparison.Ordinal));

    /// <summary>The problems in the order of the file, each once: an anchor that is used twice is still one place.</summary>
    public IReadOnlyList<ConfigurationProblem> InOrder() =>
        [.. _problems.Distinct().OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column)];
}
