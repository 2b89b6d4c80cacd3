using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// The <c>file</c> of a source: one file, or the regular files of a folder whose names match <c>*</c> and <c>?</c> in the
/// last part. As in a shell, these do not match a leading dot.
/// </summary>
public sealed class FilePattern
{
    private readonly string _folder;
    private readonly string _name;

    /// <param name="text">An absolute path.</param>
    public FilePattern(string text)
    {
        Text = text;
        _folder = Path.GetDirectoryName(text) ?? text;
        _name = Path.GetFileName(text);
    }

    /// <summary>The path as given.</summary>
    public string Text { get; }

    /// <summary>True when the last part holds a wildcard.</summary>
    public bool IsGlob => HasWildcard(_name);

    /// <summary>True when a folder holds a wildcard, which is not supported.</summary>
    public bool HasWildcardInFolder => HasWildcard(_folder);

    private bool IncludesHidden => _name.StartsWith('.');

    /// <summary>True when the file <paramref name="path"/> is one of this pattern's.</summary>
    public bool Matches(string path)
    {
        if (!IsGlob) return string.Equals(path, Text, StringComparison.Ordinal);
        return string.Equals(Path.GetDirectoryName(path), _folder, StringComparison.Ordinal)
            && Matches(_name, IncludesHidden, Path.GetFileName(path));
    }

    /// <summary>The files there are now and their sizes in bytes, by name; none when the folder is not there.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be listed.</exception>
    public IReadOnlyList<(string Path, long Size)> Files()
    {
        if (!Directory.Exists(_folder)) return [];
        var found = new List<(string, long)>();
        foreach (var path in IsGlob ? Names(_name, IncludesHidden) : [Text])
        {
            if (FileStat.TryOf(path, out var stat) == 0 && stat.IsRegular) found.Add((path, stat.Size));
        }
        return found;
    }

    /// <summary>Finds the files there are now, in the order of their names.</summary>
    /// <returns>False when that cannot be told, so that nothing may be concluded from a file's absence.</returns>
    internal bool TryList(List<FoundFile> into, SourceProblems problems) =>
        IsGlob ? TryListMatches(into, problems) : TryFindOne(into, problems);

    /// <summary>Finds every regular file of the folder under whatever name; what cannot be looked at is left out.</summary>
    /// <returns>False when the folder cannot be listed.</returns>
    internal bool TryListFolder(List<FoundFile> into, SourceProblems problems)
    {
        var names = TryNames("*", includeHidden: true, problems);
        if (names is null) return false;
        foreach (var path in names)
        {
            if (FileStat.TryOf(path, out var stat) == 0 && stat.IsRegular) into.Add(new(path, stat));
        }
        return true;
    }

    private bool TryListMatches(List<FoundFile> into, SourceProblems problems)
    {
        var names = TryNames(_name, IncludesHidden, problems);
        if (names is null) return false;
        foreach (var path in names)
        {
            var errno = FileStat.TryOf(path, out var stat);
            if (errno == 0 && stat.IsRegular) into.Add(new(path, stat));
            else if (errno != 0) ReportUnlessGone(path, errno, problems);
        }
        return true;
    }

    private static void ReportUnlessGone(string path, int errno, SourceProblems problems)
    {
        // A dangling link, or a file deleted since it was listed: as good as not there.
        if (errno == FileStat.NotFound) return;
        problems.Report(path, Marshal.GetPInvokeErrorMessage(errno), "let this user read it, or remove it");
    }

    private bool TryFindOne(List<FoundFile> into, SourceProblems problems)
    {
        var errno = FileStat.TryOf(Text, out var stat);
        if (errno == 0 && stat.IsRegular)
        {
            into.Add(new(Text, stat));
            return true;
        }
        var (what, remedy) = (errno, stat.IsDirectory) switch
        {
            (0, true) => ("it is a directory", "name a file, or files by a pattern such as *.log"),
            (0, false) => ("it is no regular file", "read pipes through standard input (stdin: true)"),
            (FileStat.NotFound, _) => ("it does not exist", "create it, or correct the path; it is looked for again"),
            _ => (Marshal.GetPInvokeErrorMessage(errno), "let this user read it, or correct the path"),
        };
        problems.Report(Text, what, remedy);
        return errno == 0 || (errno == FileStat.NotFound && Directory.Exists(_folder));
    }

    private List<string>? TryNames(string pattern, bool includeHidden, SourceProblems problems)
    {
        try
        {
            return Names(pattern, includeHidden);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Report(_folder, e.Message, "create the folder, or let this user list it");
            return null;
        }
    }

    private List<string> Names(string pattern, bool includeHidden)
    {
        List<string> names = [.. new FileSystemEnumerable<string>(
            _folder,
            (ref entry) => entry.ToSpecifiedFullPath(),
            new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref entry) => Matches(pattern, includeHidden, entry.FileName),
        }];
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static bool Matches(string pattern, bool includeHidden, ReadOnlySpan<char> name) =>
        (includeHidden || name is not ['.', ..]) && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static bool HasWildcard(string text) => text.AsSpan().ContainsAny('*', '?');
}

/// <summary>A regular file at the moment of a scan.</summary>
internal readonly record struct FoundFile(string Path, FileStat Stat);
