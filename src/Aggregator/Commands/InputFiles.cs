using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary>Sources for files that the command line names.</summary>
internal static class InputFiles
{
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
}
