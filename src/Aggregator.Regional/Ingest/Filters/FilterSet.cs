using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Filters;

/// <summary>
/// The rules of <c>filters:</c>, compiled, in the order of the configuration. One thread. The built-in rule
/// <c>required</c> is not among them: it holds for every log that these let through.
/// </summary>
public sealed class FilterSet
{
    private readonly Rule[] _rules;

    /// <param name="filters">Checked rules: each has exactly one of drop and keep.</param>
    /// <param name="fields">The fields that parsers extract; made from <see cref="PathsOf"/> the same rules.</param>
    /// <exception cref="ArgumentException">A rule is none; the message names it.</exception>
    public FilterSet(IEnumerable<FilterOptions> filters, LogFields fields) =>
        _rules = [.. filters.Select(filter => Compile(filter, fields))];

    /// <summary>The field paths that the rules look at, for <see cref="LogFields"/>.</summary>
    public static IEnumerable<string> PathsOf(IEnumerable<FilterOptions> filters) =>
        filters.SelectMany(filter => new[] { filter.Drop, filter.Keep }).OfType<ConditionOptions>().Select(c => c.Field);

    /// <summary>The name of the first rule that drops the log, or null when all let it through.</summary>
    public string? Match(in LogValues log)
    {
        foreach (var rule in _rules)
        {
            if (rule.Condition.Holds(log) == rule.DropsWhenItHolds) return rule.Name;
        }
        return null;
    }

    private static Rule Compile(FilterOptions filter, LogFields fields)
    {
        try
        {
            return (filter.Drop, filter.Keep) switch
            {
                ({ } drop, null) => new Rule(filter.Name, new Condition(drop, fields), DropsWhenItHolds: true),
                (null, { } keep) => new Rule(filter.Name, new Condition(keep, fields), DropsWhenItHolds: false),
                _ => throw new ArgumentException("A rule has exactly one of drop and keep.", nameof(filter)),
            };
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Filter '{filter.Name}': {e.Message}", nameof(filter), e);
        }
    }

    private readonly record struct Rule(string Name, Condition Condition, bool DropsWhenItHolds);
}
