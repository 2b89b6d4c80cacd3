using System.Text;

namespace Aggregator.Monitoring.Rules;

/// <summary>Writes a <see cref="RuleFile"/> as YAML: expressions as blocks, texts in single quotes, an empty line between rules.</summary>
internal sealed class RuleFileWriter
{
    private readonly StringBuilder _text = new();

    /// <summary>The file's text, with a line feed at every end of line.</summary>
    public static string Write(RuleFile file)
    {
        var writer = new RuleFileWriter();
        writer.Comment("", file.Comment);
        writer.Line("groups:");
        for (var i = 0; i < file.Groups.Count; i++)
        {
            if (i > 0) writer.Line("");
            writer.Group(file.Groups[i]);
        }
        return writer._text.ToString();
    }

    private void Group(RuleGroup group)
    {
        Comment("", group.Comment);
        Line($"- name: {(group.Name.All(c => char.IsAsciiLetterLower(c) || c is '-') ? group.Name : Quoted(group.Name))}");
        Line($"  interval: {group.Interval}");
        Line("  rules:");
        for (var i = 0; i < group.Rules.Count; i++)
        {
            if (i > 0) Line("");
            Comment("  ", group.Rules[i].Comment);
            if (group.Rules[i] is AlertRule alert) Alert(alert);
            else Recording((RecordingRule)group.Rules[i]);
        }
    }

    private void Recording(RecordingRule rule)
    {
        Line($"  - record: {rule.Name}");
        Expression(rule.Expression);
        if (rule.Labels.Count == 0) return;
        Line("    labels:");
        foreach (var (name, value) in rule.Labels) Line($"      {name}: {Quoted(value)}");
    }

    private void Alert(AlertRule rule)
    {
        Line($"  - alert: {rule.Name}");
        Expression(rule.Expression);
        if (rule.For.Length > 0) Line($"    for: {rule.For}");
        if (rule.KeepFiringFor.Length > 0) Line($"    keep_firing_for: {rule.KeepFiringFor}");
        Line("    labels:");
        Line($"      severity: {(rule.Severity == Severity.Critical ? "critical" : "warning")}");
        Line($"      team: {Quoted(rule.Team)}");
        Line("    annotations:");
        Line($"      summary: {Quoted(rule.Summary)}");
        Line($"      description: {Quoted(rule.Description)}");
        if (rule.Dashboard.Length > 0) Line($"      dashboard: {Quoted(rule.Dashboard)}");
        Line($"      runbook: {Quoted(rule.Runbook)}");
    }

    private void Expression(string expression)
    {
        Line("    expr: |");
        foreach (var line in expression.Split('\n')) Line("      " + line);
    }

    private void Comment(string indent, string comment)
    {
        if (comment.Length == 0) return;
        foreach (var line in comment.Split('\n')) Line($"{indent}# {line}");
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    // In single quotes YAML knows no escapes but '' for a quote. Line breaks would be folded: no value has one.
    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
