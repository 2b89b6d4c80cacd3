using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Paths that cannot be read now. Each is warned of once while it lasts, and only from the second scan on: during a
/// rotation a path is missing for a moment.
/// </summary>
internal sealed class SourceProblems(ILogger logger)
{
    private readonly Dictionary<string, Problem> _problems = new(StringComparer.Ordinal);
    private int _scan;

    /// <summary>What is wrong, by path.</summary>
    public IReadOnlyDictionary<string, string> Current =>
        _problems.ToDictionary(problem => problem.Key, problem => problem.Value.What, StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _problems.Count;

    /// <summary>Something is wrong with a path (again).</summary>
    public void Report(string path, string what, string remedy)
    {
        var isKnown = _problems.TryGetValue(path, out var known) && string.Equals(known.What, what, StringComparison.Ordinal);
        var problem = isKnown ? known with { LastScan = _scan } : new Problem(what, _scan, _scan, WasWarned: false);
        if (!problem.WasWarned && problem.FirstScan < _scan)
        {
            logger.CannotRead(path, what, remedy);
            problem = problem with { WasWarned = true };
        }
        _problems[path] = problem;
    }

    /// <summary>Ends a scan: a problem that it did not report is over.</summary>
    public void EndScan()
    {
        foreach (var (path, problem) in _problems)
        {
            if (problem.LastScan < _scan) _problems.Remove(path);
        }
        _scan++;
    }

    private readonly record struct Problem(string What, int FirstScan, int LastScan, bool WasWarned);
}
