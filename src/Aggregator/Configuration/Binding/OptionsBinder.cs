using System.Collections;
using System.ComponentModel.DataAnnotations;
using Aggregator.Configuration.Yaml;

namespace Aggregator.Configuration.Binding;

/// <summary>
/// Binds a YAML tree to options records, without ever giving up: what cannot be bound is a problem and keeps its
/// default, so that the rest can still be checked.
/// </summary>
/// <param name="root">The options record of the whole document.</param>
/// <param name="problems">Takes what cannot be bound.</param>
/// <param name="environment">The value of an environment variable, or null.</param>
/// <param name="excused">Paths of required options that may be missing after all.</param>
internal sealed class OptionsBinder(
    Type root, ProblemList problems, Func<string, string?> environment, IReadOnlySet<string> excused)
{
    private readonly Dictionary<string, Position> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fromEnvironment = new(StringComparer.Ordinal);

    /// <summary>Where each option that the file gives has its value.</summary>
    public IReadOnlyDictionary<string, Position> Positions => _positions;

    /// <summary>Options whose value is made of environment variables, at least in part.</summary>
    public IReadOnlySet<string> FromEnvironment => _fromEnvironment;

    /// <summary>Binds the whole document.</summary>
    public object BindRoot(YamlTree document)
    {
        _positions[""] = document.At;
        if (document is not YamlMap map)
        {
            problems.Add(document.At, "", $"expected options such as region: cn-hangzhou, found {document.Kind}");
            return Activator.CreateInstance(root)!;
        }
        // x-… is where anchors that several options share can be defined.
        var entries = map.Entries.Where(entry => !entry.Key.StartsWith("x-", StringComparison.Ordinal));
        return BindRecord(root, map with { Entries = [.. entries] }, "");
    }

    private object BindRecord(Type type, YamlMap map, string path)
    {
        var record = Activator.CreateInstance(type)!;
        var options = OptionSchema.Of(type);
        var missing = options.Where(option => option.IsRequired).ToDictionary(option => option.Name, StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            var at = OptionPath.Join(path, entry.Key);
            var option = options.FirstOrDefault(option => string.Equals(option.Name, entry.Key, StringComparison.Ordinal));
            if (option is null)
            {
                var meant = UnknownOption.Report(problems, entry, at, options, root);
                if (meant is not null) missing.Remove(meant);
                continue;
            }
            missing.Remove(entry.Key);
            if (option.IsNullable && entry.Value is YamlText { IsNull: true }) continue;
            _positions[at] = entry.Value.At;
            BindOption(record, option, entry.Value, at);
        }
        foreach (var option in missing.Values.Where(option => !excused.Contains(OptionPath.Join(path, option.Name)))) ReportMissing(option, map.At, path);
        return record;
    }

    private void BindOption(object record, OptionSchema option, YamlTree node, string path)
    {
        var value = option.IsList ? BindList(option, node, path)
            : option.IsMap ? BindMap(node, path)
            : BindValue(option.ValueType, node, path);
        if (value is not null && option.Rules.All(rule => Check(rule, option, value, node.At, path))) option.Property.SetValue(record, value);
    }

    private IList? BindList(OptionSchema option, YamlTree node, string path)
    {
        var isOne = option.TakesOne && node is YamlText { IsMissing: false, IsNull: false };
        if ((isOne ? new YamlList(node.At, [node]) : node) is not YamlList list)
        {
            var remedy = node is YamlText { IsMissing: false } text && !option.IsRecord ? $"write [{text.Text}]" : "write one entry a line, each after a dash";
            problems.Add(node.At, path, $"expected a list, found {node.Kind}; {remedy}");
            return null;
        }
        var values = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(option.ValueType))!;
        for (var i = 0; i < list.Items.Count; i++)
        {
            var at = isOne ? path : $"{path}[{i}]";
            _positions[at] = list.Items[i].At;
            // What did not bind keeps its place, so that the paths of later entries stay right.
            values.Add(BindValue(option.ValueType, list.Items[i], at) ?? EmptyValue(option.ValueType));
        }
        return values;
    }

    private Dictionary<string, string>? BindMap(YamlTree node, string path)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.At, path, $"expected entries such as name: value, found {node.Kind}; write them indented below, or remove the line");
            return null;
        }
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            var at = OptionPath.Join(path, entry.Key);
            _positions[at] = entry.Value.At;
            if (BindValue(typeof(string), entry.Value, at) is string value) values.Add(entry.Key, value);
        }
        return values;
    }

    private object? BindValue(Type type, YamlTree node, string path)
    {
        if (ScalarType.Of(type) is { } scalar) return BindScalar(scalar, node, path);
        if (node is YamlMap map) return BindRecord(type, map, path);
        var options = OptionSchema.Of(type);
        if (options.FirstOrDefault(option => option.IsShorthand) is { } shorthand && node is not YamlText { IsMissing: true })
        {
            return BindRecord(type, new YamlMap(node.At, [new YamlEntry(node.At, shorthand.Name, node)]), path);
        }
        var first = options[0].Name;
        problems.Add(node.At, path, $"expected options such as {first}: …, found {node.Kind}; write them indented below, or remove the line");
        return null;
    }

    private object? BindScalar(ScalarType scalar, YamlTree node, string path)
    {
        if (node is not YamlText text)
        {
            // {{ name }} is told already, as a key that is no text.
            if (!problems.Tells(path)) problems.Add(node.At, path, $"expected one value such as {scalar.Example}, found {node.Kind}");
            return null;
        }
        if (text.IsMissing || text.IsNull)
        {
            problems.Add(node.At, path, $"has no value; write one such as {scalar.Example}, or remove the line");
            return null;
        }
        var before = problems.Count;
        var expanded = EnvironmentVariables.Expand(text.Text, environment, problem => problems.Add(node.At, path, problem));
        if (problems.Count > before) return null;
        if (!string.Equals(expanded, text.Text, StringComparison.Ordinal)) _fromEnvironment.Add(path);
        var wrong = scalar.Parse(expanded, out var value);
        if (wrong is null) return value;
        problems.Add(node.At, path, wrong);
        return null;
    }

    private static object EmptyValue(Type type) => type == typeof(string) ? "" : Activator.CreateInstance(type)!;

    private bool Check(ValidationAttribute rule, OptionSchema option, object value, Position at, string path)
    {
        if (rule.IsValid(value)) return true;
        problems.Add(at, path, rule switch
        {
            RangeAttribute => $"{OptionSchema.Text(value)} is out of range; write {option.Range!.Value.Least} to {option.Range.Value.Most}",
            RequiredAttribute => "is empty; write a value",
            MinLengthAttribute => "is empty; write at least one entry",
            _ => rule.FormatErrorMessage(option.Name),
        });
        return false;
    }

    private void ReportMissing(OptionSchema option, Position at, string path)
    {
        var example = option.IsList || option.IsRecord ? "…" : ScalarType.Of(option.ValueType)!.Example;
        problems.Add(at, OptionPath.Join(path, option.Name), $"is missing; write {option.Name}: {example}");
    }
}
