using System.Buffers;
using System.Text;
using Aggregator.Regional.Ingest.Roles;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// A place in a log where fields are looked for: the paths of a <see cref="LogFields"/> as a tree of key names.
/// Immutable.
/// </summary>
internal sealed class FieldNode
{
    // Of a name made of these, every byte has one other spelling in JSON: \u and four digits.
    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:$@"u8);

    private readonly byte[] _name;
    private readonly FieldNode[] _children;
    private readonly byte[][]? _namesBelow; // as they are written; null when one of them has other forms

    // The paths are those that lead to this node or through it, by its first `level` names.
    private FieldNode(string name, int level, IReadOnlyList<(FieldPath Path, int Number)> paths, string? deferred, bool isKey = false)
    {
        _name = Encoding.UTF8.GetBytes(name);
        WrittenName = _name.AsSpan().ContainsAnyExcept(PlainBytes) ? null : [.. _name, .. isKey ? "="u8 : "\\\""u8];
        Field = paths.Where(path => path.Path.Parts.Count == level).Select(path => path.Number).DefaultIfEmpty(-1).First();
        HoldsKeyValues = paths.Any(path => path.Path.KeyValueParts == level);
        IsDeferred = HoldsKeyValues && level == 1 && string.Equals(name, deferred, StringComparison.Ordinal);
        _children =
        [
            .. paths.Where(path => path.Path.Parts.Count > level).GroupBy(path => path.Path.Parts[level], StringComparer.Ordinal)
                .Select(below => new FieldNode(below.Key, level + 1, [.. below], deferred, HoldsKeyValues)),
        ];
        var named = _children.All(child => child is { WrittenName: not null, _namesBelow: not null });
        _namesBelow = named ? [.. _children.SelectMany(child => child._namesBelow!.Append(child.WrittenName!)).DistinctBy(Convert.ToHexString, StringComparer.Ordinal)] : null;
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

    /// <summary>What is wanted below.</summary>
    public ReadOnlySpan<FieldNode> Children => _children;

    /// <summary>
    /// The name with what follows it, <c>=</c> behind a key of <c>k=v;k=v</c>, else the quote of a text within a string,
    /// <c>\"</c>: the bytes to look for in a log, where only <c>\u</c> can write the name otherwise. Null when more can.
    /// </summary>
    public byte[]? WrittenName { get; }

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

    /// <summary>
    /// Where in a text within a string the last name of a field below stands: nothing that is wanted begins behind it. A
    /// search by vectors for each name, which for the rest of a long text is much less than a walk.
    /// </summary>
    /// <param name="text">As the log has it, escapes and all.</param>
    /// <returns>-1 when there is none; the text's length when names may be written otherwise.</returns>
    public int LastNameIn(ReadOnlySpan<byte> text)
    {
        if (_namesBelow is null) return text.Length;
        var last = -1;
        foreach (var name in _namesBelow)
        {
            var found = text[(last + 1)..].LastIndexOf(name);
            if (found >= 0) last += found + 1;
        }
        return text[(last + 1)..].IndexOf("\\u"u8) < 0 ? last : text.Length;
    }

    /// <summary>Makes this field and all below missing.</summary>
    public void Unset(LogRecord record)
    {
        if (Field >= 0) record.Unset(Field);
        foreach (var child in _children) child.Unset(record);
    }
}
