using Aggregator.Configuration.Yaml;

namespace Aggregator.Configuration.Binding;

/// <summary>Tells of an option that does not exist, and what was probably meant.</summary>
internal static class UnknownOption
{
    /// <summary>Adds the problem.</summary>
    /// <returns>The option of the same record that was probably meant, or null.</returns>
    public static string? Report(ProblemList problems, YamlEntry entry, string path, IReadOnlyList<OptionSchema> known, Type root)
    {
        var names = known.Select(option => option.Name).ToList();
        var nearest = NearestName.Of(entry.Key, names);
        var elsewhere = Paths(root, "").Where(option => string.Equals(option.Name, entry.Key, StringComparison.Ordinal)).Select(option => option.Path).ToList();
        var remedy = nearest is not null ? $"did you mean {nearest}?"
            : elsewhere.Count > 0 ? $"it belongs at {string.Join(" or ", elsewhere)}"
            : $"write one of {string.Join(", ", names)}";
        problems.Add(entry.KeyAt, path, $"unknown option; {remedy}");
        return nearest;
    }

    private static IEnumerable<(string Name, string Path)> Paths(Type record, string parent) =>
        OptionSchema.Of(record).SelectMany(option =>
        {
            var path = OptionPath.Join(parent, option.Name);
            var below = option.IsRecord ? Paths(option.ValueType, option.IsList ? path + "[]" : path) : [];
            return below.Prepend((option.Name, path));
        });
}
