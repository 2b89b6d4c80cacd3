namespace Aggregator.Configuration;

/// <summary>Collects the problems of one configuration file, so that all can be told at once.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly List<ConfigurationProblem> _warnings = [];

    public int Count => _problems.Count;

    public void Add(Position at, string path, string text) => _problems.Add(new ConfigurationProblem(file, at, path, text));

    /// <summary>Adds what is better mended, but no reason not to run.</summary>
    public void Warn(Position at, string path, string text) => _warnings.Add(new ConfigurationProblem(file, at, path, text));

    /// <summary>True when something is already said of the option.</summary>
    public bool Tells(string path) => _problems.Exists(problem => string.Equals(problem.Path, path, StringComparison.Ordinal));

    /// <summary>True when something is already said of the option, or of one below it.</summary>
    public bool TellsWithin(string path) =>
        _problems.Exists(problem => problem.Path.StartsWith(path, StringComparison.Ordinal) && problem.Path[path.Length..] is "" or ['.' or '[', ..]);

    /// <summary>The problems in the order of the file, each once: an anchor that is used twice is still one place.</summary>
    public IReadOnlyList<ConfigurationProblem> InOrder() => InOrder(_problems);

    /// <summary>The warnings, in the same way.</summary>
    public IReadOnlyList<ConfigurationProblem> WarningsInOrder() => InOrder(_warnings);

    private static IReadOnlyList<ConfigurationProblem> InOrder(List<ConfigurationProblem> problems) =>
        [.. problems.Distinct().OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column)];
}
