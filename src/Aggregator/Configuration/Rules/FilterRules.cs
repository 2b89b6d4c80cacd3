using System.Text.RegularExpressions;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Configuration.Rules;

/// <summary>Filters: unique names, one of drop and keep, at least one test, expressions that compile.</summary>
internal static class FilterRules
{
    // The rule that drops logs without product or API; it counts under this name.
    private const string BuiltIn = "required";

    private static readonly string[] Tests = ["in", "not_in", "equals", "prefix", "regex", "exists"];

    public static void Check(RuleContext context)
    {
        var filters = context.Options.Filters;
        for (var i = 0; i < filters.Count; i++)
        {
            CheckName(context, filters, i);
            CheckChoice(context, $"filters[{i}]");
            CheckCondition(context, $"filters[{i}].drop", filters[i].Drop);
            CheckCondition(context, $"filters[{i}].keep", filters[i].Keep);
        }
    }

    private static void CheckName(RuleContext context, IReadOnlyList<FilterOptions> filters, int index)
    {
        var name = filters[index].Name;
        var path = $"filters[{index}].name";
        if (name is BuiltIn) context.Report(path, $"'{BuiltIn}' is the built-in filter's name; choose another");
        if (name.Length == 0) return;
        var first = filters.TakeWhile(filter => !string.Equals(filter.Name, name, StringComparison.Ordinal)).Count();
        if (first < index) context.Report(path, $"'{name}' is the name of filters[{first}] too; give each filter its own");
    }

    private static void CheckChoice(RuleContext context, string path)
    {
        var drop = context.IsGiven(path + ".drop");
        var keep = context.IsGiven(path + ".keep");
        if (drop && keep) context.Report(path, "has drop and keep; make two filters of them");
        if (!drop && !keep) context.Report(path, "does nothing; write drop: or keep: with a condition");
    }

    private static void CheckCondition(RuleContext context, string path, ConditionOptions? condition)
    {
        if (condition is null) return;
        if (condition.Field.Length > 0) FieldRules.CheckPath(context, path + ".field", condition.Field);
        if (!Tests.Any(test => context.IsGiven(OptionPath.Join(path, test))))
        {
            context.Report(path, $"tests nothing; write one of {string.Join(", ", Tests)} beside field");
        }
        CheckList(context, path + ".in", condition.In);
        CheckList(context, path + ".not_in", condition.NotIn);
        if (condition.Prefix is "") context.Report(path + ".prefix", "is empty, which every value begins with; write the beginning, or remove the line");
        if (condition.Regex is { } regex && WhyNotCompiled(regex) is { } why) context.Report(path + ".regex", why);
    }

    private static void CheckList(RuleContext context, string path, IReadOnlyList<string>? values)
    {
        if (values is { Count: 0 }) context.Report(path, "is an empty list; write at least one value");
    }

    private static string? WhyNotCompiled(string regex)
    {
        try
        {
            _ = FilterRegex.Compile(regex);
            return null;
        }
        catch (RegexParseException e)
        {
            return $"does not compile at character {e.Offset + 1}: {e.Error}; write a .NET regular expression";
        }
        catch (ArgumentException)
        {
            return "uses a lookaround, backreference or atomic group, which filters do not support; write it without";
        }
    }
}
