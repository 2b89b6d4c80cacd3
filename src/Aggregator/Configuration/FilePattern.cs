using System.IO.Enumeration;

namespace Aggregator.Configuration;

/// <summary>The <c>file</c> of a source: a path whose last part may hold <c>*</c> and <c>?</c>.</summary>
/// <param name="Text">An absolute path.</param>
public readonly record struct FilePattern(string Text)
{
    /// <summary>True when the last part holds a wildcard.</summary>
    public bool IsGlob => HasWildcard(Path.GetFileName(Text));

    /// <summary>True when a folder holds a wildcard, which is not supported.</summary>
    public bool HasWildcardInFolder => HasWildcard(Path.GetDirectoryName(Text) ?? "");

    /// <summary>True when the file <paramref name="path"/> is one of this pattern's.</summary>
    public bool Matches(string path) =>
        string.Equals(Path.GetDirectoryName(path), Path.GetDirectoryName(Text), StringComparison.Ordinal)
        && FileSystemName.MatchesSimpleExpression(Path.GetFileName(Text), Path.GetFileName(path), ignoreCase: false);

    /// <summary>The files that match now, by name; none when the folder is not there.</summary>
    public IReadOnlyList<FileInfo> Files()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Text) ?? "/");
        if (!folder.Exists) return [];
        var pattern = this;
        return [.. folder.EnumerateFiles().Where(file => pattern.Matches(file.FullName)).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private static bool HasWildcard(string text) => text.AsSpan().ContainsAny('*', '?');
}
