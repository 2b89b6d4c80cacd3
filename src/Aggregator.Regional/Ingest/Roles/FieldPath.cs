namespace Aggregator.Regional.Ingest.Roles;

/// <summary>
/// A path to a field: names joined by dots, where <c>\.</c> is a dot in a name. Behind a field that holds
/// <c>k=v;k=v</c> all that follows is one key, dots included.
/// </summary>
internal sealed class FieldPath
{
    private FieldPath(IReadOnlyList<string> parts, int keyValueParts) => (Parts, KeyValueParts) = (parts, keyValueParts);

    /// <summary>The names, from the log's own down.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>How many of the first parts lead to the <c>k=v;k=v</c> field on this path; -1 when there is none on it.</summary>
    public int KeyValueParts { get; }

    /// <summary>Reads a path.</summary>
    /// <param name="text">A path (see <see cref="IsPath"/>).</param>
    /// <param name="keyValueFields">The paths of the fields that hold <c>k=v;k=v</c>.</param>
    public static FieldPath Read(string text, IEnumerable<string> keyValueFields)
    {
        var field = keyValueFields.FirstOrDefault(field => LeadsInto(text, field));
        if (field is null) return new FieldPath(Split(text), -1);
        var parts = Split(field);
        return new FieldPath(text.Length == field.Length ? parts : [.. parts, text[(field.Length + 1)..]], parts.Count);
    }

    /// <summary>True when the path is that field's, or one of something in it.</summary>
    public static bool LeadsInto(string path, string field) =>
        path.StartsWith(field, StringComparison.Ordinal) && (path.Length == field.Length || path[field.Length] == '.');

    /// <summary>True for names joined by single dots, with no backslash at the end, where there is no dot that it could keep in a name.</summary>
    public static bool IsPath(string text) => !text.EndsWith('\\') && !Split(text).Contains("", StringComparer.Ordinal);

    private static List<string> Split(string text)
    {
        List<string> parts = [];
        var isOpen = false;
        foreach (var piece in text.Split('.'))
        {
            if (isOpen) parts[^1] += "." + piece;
            else parts.Add(piece);
            isOpen = piece.EndsWith('\\');
            if (isOpen) parts[^1] = parts[^1][..^1];
        }
        return parts;
    }
}
