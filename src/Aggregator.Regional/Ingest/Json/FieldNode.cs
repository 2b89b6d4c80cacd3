using System.Text;
using Aggregator.Regional.Ingest.Roles;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// A place in a log where fields are looked for: the paths of a <see cref="LogFields"/> as a tree of key names.
/// Immutable.
/// </summary>
internal sealed class FieldNode
{
    private readonly byte[] _name;
    private readonly FieldNode[] _children;

    // The paths are those that lead to this node or through it, by its first `level` names.
    private FieldNode(string name, int level, IReadOnlyList<(FieldPath Path, int Number)> paths, string? deferred)
    {
        _name = Encoding.UTF8.GetBytes(name);
        Field = paths.Where(path => path.Path.Parts.Count == level).Select(path => path.Number).DefaultIfEmpty(-1).First();
        HoldsKeyValues = paths.Any(path => path.Path.KeyValueParts == level);
        IsDeferred = HoldsKeyValues && level == 1 && string.Equals(name, deferred, StringComparison.Ordinal);
        _children =
        [
            .. paths.Where(path => path.Path.Parts.Count > level).GroupBy(path => path.Path.Parts[level], StringComparer.Ordinal)
                .Select(below => new FieldNode(below.Key, level + 1, [.. below], deferred)),
        ];
        Height = _children.Length == 0 ? 0 : 1 + _children.Max(child => child.Height);
    }

    /// <summary>The field's number; -1 when only what lies below is wanted.</summary>
    public int Field { get; }

    /// <summary>The value is <c>k=v;k=v</c>, and the children are its keys.</summary>
    public bool HoldsKeyValues { get; }

    /// <summary>The value is <c>k=v;k=v</c>, and need not be read before <see cref="RoleValues.NeedDeferred"/> says so.</summary>
    public bool IsDeferred { get; }

    /// <summary>Something below is wanted.</summary>
    public bool HasChildren => _children.Length > 0;

    /// <summary>Levels below this one.</summary>
    public int Height { get; }

    /// <summary>The log itself.</summary>
    public static FieldNode Root(LogFields fields)
    {
        var paths = fields.Paths.Index().Where(path => path.Item.Length > 0)
            .Select(path => (FieldPath.Read(path.Item, fields.KeyValues), path.Index));
        return new FieldNode("", 0, [.. paths], fields.Deferred is { } text ? FieldPath.Read(text, []).Parts[0] : null);
    }

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
