namespace Aggregator.Configuration.Yaml;

/// <summary>Gathers the entries of one mapping: tells duplicates, and takes in what <c>&lt;&lt;</c> merges.</summary>
internal sealed class MapBuilder(string path, ProblemList problems)
{
    private readonly List<YamlEntry> _entries = [];
    private readonly Dictionary<string, Position> _keys = new(StringComparer.Ordinal);
    private readonly List<YamlEntry> _merged = [];

    public void Add(YamlTree key, YamlTree value)
    {
        if (key is not YamlText text)
        {
            problems.Add(key.At, path, $"a key must be text, found {key.Kind}; put a value with {{ or [ in quotes");
        }
        else if (text is { IsPlain: true, Text: "<<" })
        {
            Merge(value);
        }
        else if (_keys.TryGetValue(text.Text, out var first))
        {
            problems.Add(text.At, OptionPath.Join(path, text.Text), $"given twice, first in line {first.Line}; remove one");
        }
        else
        {
            _keys.Add(text.Text, text.At);
            _entries.Add(new YamlEntry(text.At, text.Text, value));
        }
    }

    /// <summary>The mapping. Its own keys win over merged ones, and of these the first.</summary>
    public YamlMap Build(Position at)
    {
        foreach (var entry in _merged)
        {
            if (_keys.TryAdd(entry.Key, entry.KeyAt)) _entries.Add(entry);
        }
        return new YamlMap(at, _entries);
    }

    private void Merge(YamlTree value)
    {
        IReadOnlyList<YamlTree> sources = value is YamlList list ? list.Items : [value];
        foreach (var source in sources)
        {
            if (source is YamlMap map) _merged.AddRange(map.Entries);
            else problems.Add(source.At, OptionPath.Join(path, "<<"), $"merges key: value pairs only, found {source.Kind}; write <<: *anchor");
        }
    }
}
