using YamlDotNet.RepresentationModel;

namespace Aggregator.Tests.Deploy;

/// <summary>A value of a YAML file, found by its path; what is not there is empty.</summary>
internal sealed class YamlValue(YamlNode? node)
{
    /// <summary>The text of a scalar; empty for anything else.</summary>
    public string Text => (node as YamlScalarNode)?.Value ?? "";

    /// <summary>Whether it is there.</summary>
    public bool IsThere => node is not null;

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<YamlValue> Items => node is YamlSequenceNode list ? [.. list.Select(item => new YamlValue(item))] : [];

    /// <summary>The entries of a mapping, with those of the mappings that it merges (<c>&lt;&lt;</c>) and has none of its own for.</summary>
    public IReadOnlyDictionary<string, YamlValue> Entries
    {
        get
        {
            var entries = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
            if (node is not YamlMappingNode map) return entries;
            foreach (var (key, value) in map.Children) entries[((YamlScalarNode)key).Value!] = new YamlValue(value);
            if (!entries.Remove("<<", out var merged)) return entries;
            foreach (var (key, value) in merged.Entries) entries.TryAdd(key, value);
            return entries;
        }
    }

    /// <summary>The value at a path, its parts separated by slashes.</summary>
    public YamlValue this[string path] => path.Split('/').Aggregate(this, (value, name) => value.Entries.GetValueOrDefault(name) ?? new YamlValue(null));

    /// <summary>A mapping of texts as text, in order: for comparisons.</summary>
    public string Pairs => string.Join(' ', Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value.Text}"));
}
