using Aggregator.Configuration;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;
using Microsoft.Extensions.Logging;

namespace Aggregator.Replay;

/// <summary>Files, each read once from begin to end; every worker reads a part of each.</summary>
public sealed class ReplayFiles : IReplayInput
{
    private readonly AggregatorOptions _options;
    private readonly SourceOptions _format;
    private readonly ILoggerFactory _loggers;

    // Taken once: the workers' shares of a file that grows must join.
    private readonly List<(string Path, long Length)> _files;

    /// <param name="options">The configuration; its first source says how logs are written.</param>
    /// <param name="paths">The files.</param>
    /// <param name="format">Their format, when it is not the first source's.</param>
    /// <param name="loggers">Hear what cannot be read.</param>
    public ReplayFiles(AggregatorOptions options, IReadOnlyList<string> paths, LogFormat? format, ILoggerFactory loggers)
    {
        (_options, _loggers) = (options, loggers);
        _format = options.Sources[0] with { Format = format ?? options.Sources[0].Format, Follow = false };
        _files = [.. paths.Select(path => (path, NamedFiles.LengthOf(path)))];
    }

    /// <summary>Bytes.</summary>
    public long Total => _files.Sum(file => file.Length);

    /// <inheritdoc/>
    public IReadOnlyList<ReplayShare> SharesOf(int worker, int workers) =>
        [.. _files.Select(file => new ReplayShare(Share(file.Path, file.Length, worker, workers), _format, MaxAge: null))];

    /// <summary>The lines that begin in the worker's share of a file's bytes.</summary>
    private FileSliceSource Share(string path, long length, int worker, int workers)
    {
        var slice = new FileSlice(path, length * worker / workers, length * (worker + 1) / workers);
        return new FileSliceSource(
            slice, _format.MaxLine, (long)_options.Windows.OutOfOrderness.TotalMilliseconds, _loggers.CreateLogger<FileSliceSource>());
    }
}
