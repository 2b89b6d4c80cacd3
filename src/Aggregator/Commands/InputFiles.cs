using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary>Checks files that the command line names, before anything is begun.</summary>
internal static class InputFiles
{
    /// <summary>What is wrong with each, as a sentence with the remedy; empty when all can be read.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<string> paths) => [.. paths.Select(Problem).OfType<string>()];

    /// <summary>A source that reads the file once; without a format, a file whose last line begins with <c>{</c> holds JSON.</summary>
    public static SourceOptions ToSource(string path, LogFormat? format)
    {
        var source = new SourceOptions { File = Path.GetFullPath(path), Follow = false, Format = format ?? FormatOf(path) };
        return source.Format == LogFormat.Combined ? source with { Product = Path.GetFileNameWithoutExtension(path) } : source;
    }

    private static LogFormat FormatOf(string path) =>
        FileTail.LastLines(path, 1) is [var line] && line.AsSpan().TrimStart(" \t"u8).StartsWith("{"u8)
            ? LogFormat.GatewayJson
            : LogFormat.Combined;

    private static string? Problem(string path)
    {
        if (Directory.Exists(path)) return $"{path}: is a directory; name the files in it";
        if (!File.Exists(path)) return $"{path}: does not exist; check the path";
        try
        {
            using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path}: cannot be read ({e.Message}); give this user read access";
        }
    }
}
