using System.Text;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// A place in a log where fields are looked for: the paths of a <see cref="LogFields"/> as a tree of key names.
/// Immutable.
/// </summary>
internal sealed class FieldNode
{
    private readonly byte[] _name;
    private readonly FieldNode[] _children;

    private FieldNode(string name, string path, IReadOnlyCollection<string> paths, LogFields fields)
    {
        _name = Encoding.UTF8.GetBytes(name);
        Field = fields.NumberOf(path);
        HoldsKeyValues = string.Equals(path, LogFields.KeyValueField, StringComparison.Ordinal);
        var prefix = path.Length == 0 ? "" : path + ".";
        _children =
        [
            .. paths.Where(p => p.Length > prefix.Length && p.StartsWith(prefix, StringComparison.Ordinal))
                .Select(p => HoldsKeyValues ? p[prefix.Length..] : p[prefix.Length..].Split('.')[0])
                .Distinct(StringComparer.Ordinal)
                .Select(key => new FieldNode(key, prefix + key, paths, fields)),
        ];
        Height = _children.Length == 0 ? 0 : 1 + _children.Max(child => child.Height);
    }

    /// <summary>The field's number; -1 when only what lies below is wanted.</summary>
    public int Field { get; }

    /// <summary>The value is <c>k=v;k=v</c>, and the children are its keys.</summary>
    public bool HoldsKeyValues { get; }

    /// <summary>Something below is wanted.</summary>
    public bool HasChildren => _children.Length > 0;

    /// <summary>Levels below this one.</summary>
    public int Height { get; }

    /// <summary>The log itself.</summary>
    public static FieldNode Root(LogFields fields) => new("", "", [.. fields.Paths], fields);

    /// <summary>The child of that name, or null when nothing under that key is wanted.</summary>
    public FieldNode? Find(ReadOnlySpan<byte> name)
    {
        foreach (var child in _children)
        {
            if (name.SequenceEqual(child._name)) return child;
        }
        return null;
    }

    /// <summary>Makes this field and all below missing.</summary>
    public void Unset(LogRecord record)
    {
        if (Field >= 0) record.Unset(Field);
        foreach (var child in _children) child.Unset(record);
    }
}
