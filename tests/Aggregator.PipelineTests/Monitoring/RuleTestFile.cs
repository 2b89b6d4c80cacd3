using System.Globalization;
using System.Text;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>A file for <c>promtool test rules</c>, made by a test.</summary>
/// <param name="ruleFiles">Full paths of the files under test.</param>
/// <param name="evaluationSeconds">How often all their groups are evaluated.</param>
internal sealed class RuleTestFile(IReadOnlyList<string> ruleFiles, int evaluationSeconds)
{
    private readonly StringBuilder _tests = new();

    /// <summary>Begins a test over series with a sample, or a gap, every second.</summary>
    public RuleTestFile Test(string name)
    {
        _tests.Append(CultureInfo.InvariantCulture, $"- name: '{name}'\n  interval: 1s\n  input_series:\n");
        return this;
    }

    /// <summary>Adds a series in promtool's notation.</summary>
    public RuleTestFile Series(string series, string values)
    {
        _tests.Append(CultureInfo.InvariantCulture, $"  - series: '{series}'\n    values: '{values}'\n");
        return this;
    }

    /// <summary>Ends the series; expectations follow.</summary>
    public RuleTestFile Expect()
    {
        _tests.Append("  promql_expr_test:\n");
        return this;
    }

    /// <summary>At this second the expression has this single value without labels; null for no value at all.</summary>
    public RuleTestFile Value(int second, string expression, double? value)
    {
        var samples = value is null ? "[]" : string.Create(CultureInfo.InvariantCulture, $"[{{labels: '{{}}', value: {value}}}]");
        _tests.Append(CultureInfo.InvariantCulture, $"  - eval_time: {second}s\n    expr: '{expression}'\n    exp_samples: {samples}\n");
        return this;
    }

    /// <summary>Its text.</summary>
    public override string ToString() =>
        $"rule_files: [{string.Join(", ", ruleFiles.Select(file => $"'{file}'"))}]\nevaluation_interval: {evaluationSeconds}s\ntests:\n{_tests}";
}
