namespace Aggregator.Configuration.Yaml;

/// <summary>A node of a YAML document with its place; aliases and merge keys are already resolved.</summary>
internal abstract record YamlTree(Position At)
{
    /// <summary>What the node is, in the words of a problem.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar.</summary>
internal sealed record YamlText(Position At, string Text, bool IsPlain) : YamlTree(At)
{
    public override string Kind => IsMissing ? "nothing" : $"'{Text}'";

    /// <summary>Nothing was written after the colon.</summary>
    public bool IsMissing => IsPlain && Text.Length == 0;

    /// <summary>YAML's null, written out.</summary>
    public bool IsNull => IsPlain && Text is "~" or "null" or "Null" or "NULL";
}

/// <summary>A sequence.</summary>
internal sealed record YamlList(Position At, IReadOnlyList<YamlTree> Items) : YamlTree(At)
{
    public override string Kind => "a list";
}

/// <summary>A mapping from text. Its keys are unique.</summary>
internal sealed record YamlMap(Position At, IReadOnlyList<YamlEntry> Entries) : YamlTree(At)
{
    public override string Kind => "key: value pairs";
}

/// <summary>One <c>key: value</c>.</summary>
internal sealed record YamlEntry(Position KeyAt, string Key, YamlTree Value);
