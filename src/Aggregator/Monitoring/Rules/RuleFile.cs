namespace Aggregator.Monitoring.Rules;

/// <summary>A file of rules as Prometheus reads it.</summary>
/// <param name="Comment">What is said at its top, line by line.</param>
/// <param name="Groups">Each evaluated on its own; the rules of one, in order and at the same moment.</param>
internal sealed record RuleFile(string Comment, IReadOnlyList<RuleGroup> Groups);

/// <summary>Rules that are evaluated together.</summary>
/// <param name="Name">Unique in its file.</param>
/// <param name="Interval">How often, as Prometheus writes durations.</param>
/// <param name="Rules">In the order of evaluation.</param>
internal sealed record RuleGroup(string Name, string Interval, IReadOnlyList<Rule> Rules)
{
    /// <summary>What is said above it; empty for nothing.</summary>
    public string Comment { get; init; } = "";
}

/// <summary>A rule: an expression, and what becomes of its result.</summary>
/// <param name="Expression">PromQL, with line breaks where they help the reader.</param>
internal abstract record Rule(string Expression)
{
    /// <summary>What is said above it; empty for nothing.</summary>
    public string Comment { get; init; } = "";
}

/// <summary>Keeps its result as series.</summary>
/// <param name="Name">Their name: level:metric:operation.</param>
/// <param name="Expression">PromQL.</param>
internal sealed record RecordingRule(string Name, string Expression) : Rule(Expression)
{
    /// <summary>Labels that the series get.</summary>
    public IReadOnlyList<(string Name, string Value)> Labels { get; init; } = [];
}

/// <summary>Raises an alert for every element of its result. Texts are Go templates: <c>{{ $labels.product }}</c>, <c>{{ $value }}</c>.</summary>
/// <param name="Name">Of the alert.</param>
/// <param name="Expression">PromQL.</param>
internal sealed record AlertRule(string Name, string Expression) : Rule(Expression)
{
    /// <summary>How long the result must hold before the alert fires; empty to fire at once.</summary>
    public string For { get; init; } = "";

    /// <summary>How long it goes on firing without a result, so that it does not flap.</summary>
    public string KeepFiringFor { get; init; } = "";

    /// <summary>Whether somebody is woken.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Who is told.</summary>
    public required string Team { get; init; }

    /// <summary>One line: what is wrong, and how much.</summary>
    public required string Summary { get; init; }

    /// <summary>What it means, and where to look.</summary>
    public required string Description { get; init; }

    /// <summary>Path and query of the panel that shows it, without the host; empty for none.</summary>
    public string Dashboard { get; init; } = "";

    /// <summary>The section that says symptom, cause and remedy.</summary>
    public string Runbook => $"docs/OPERATIONS.md#{Name.ToLowerInvariant()}";
}

/// <summary>What an alert asks for.</summary>
internal enum Severity
{
    /// <summary>Somebody looks at it in working hours.</summary>
    Warning,

    /// <summary>Somebody is paged.</summary>
    Critical,
}
