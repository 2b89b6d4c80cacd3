using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// The configured path: one file, or the regular files of a folder whose names match <c>*</c> and <c>?</c> in the last
/// part. As in a shell, these do not match a leading dot.
/// </summary>
internal sealed class FileGlob
{
    private readonly string _folder;
    private readonly string _name;
    private readonly bool _hasWildcard;

    /// <param name="path">As configured; relative to the current folder.</param>
    public FileGlob(string path)
    {
        FullPath = Path.GetFullPath(path);
        _folder = Path.GetDirectoryName(FullPath) ?? FullPath;
        _name = Path.GetFileName(FullPath);
        _hasWildcard = _name.AsSpan().ContainsAny('*', '?');
    }

    /// <summary>The path with everything before the last part resolved.</summary>
    public string FullPath { get; }

    /// <summary>Finds the files there are now, in the order of their names.</summary>
    /// <returns>False when that cannot be told, so that nothing may be concluded from a file's absence.</returns>
    public bool TryList(List<FoundFile> into, SourceProblems problems) =>
        _hasWildcard ? TryListMatches(into, problems) : TryFindOne(into, problems);

    /// <summary>Finds every regular file of the folder under whatever name; what cannot be looked at is left out.</summary>
    /// <returns>False when the folder cannot be listed.</returns>
    public bool TryListFolder(List<FoundFile> into, SourceProblems problems)
    {
        var names = Names("*", includeHidden: true, problems);
        if (names is null) return false;
        foreach (var path in names)
        {
            if (FileStat.TryOf(path, out var stat) == 0 && stat.IsRegular) into.Add(new(path, stat));
        }
        return true;
    }

    private bool TryListMatches(List<FoundFile> into, SourceProblems problems)
    {
        var names = Names(_name, _name[0] == '.', problems);
        if (names is null) return false;
        names.Sort(StringComparer.Ordinal);
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
        var errno = FileStat.TryOf(FullPath, out var stat);
        if (errno == 0 && stat.IsRegular)
        {
            into.Add(new(FullPath, stat));
            return true;
        }
        var (what, remedy) = (errno, stat.IsDirectory) switch
        {
            (0, true) => ("it is a directory", "name a file, or files by a pattern such as *.log"),
            (0, false) => ("it is no regular file", "read pipes through standard input (stdin: true)"),
            (FileStat.NotFound, _) => ("it does not exist", "create it, or correct the path; it is looked for again"),
            _ => (Marshal.GetPInvokeErrorMessage(errno), "let this user read it, or correct the path"),
        };
        problems.Report(FullPath, what, remedy);
        return errno == 0 || (errno == FileStat.NotFound && Directory.Exists(_folder));
    }

    private List<string>? Names(string pattern, bool includeHidden, SourceProblems problems)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(
                _folder,
                (ref entry) => entry.ToSpecifiedFullPath(),
                new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
            {
                ShouldIncludePredicate = (ref entry) => (includeHidden || entry.FileName[0] != '.')
                    && FileSystemName.MatchesSimpleExpression(pattern, entry.FileName, ignoreCase: false),
            }];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Report(_folder, e.Message, "create the folder, or let this user list it");
            return null;
        }
    }
}

/// <summary>A regular file at the moment of a scan.</summary>
internal readonly record struct FoundFile(string Path, FileStat Stat);
