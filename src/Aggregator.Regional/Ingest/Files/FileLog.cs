using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>What file sources tell their operator.</summary>
internal static partial class FileLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Cannot read {Path}: {What}. It is tried again every second; {Remedy}.")]
    public static partial void CannotRead(this ILogger logger, string path, string what, string remedy);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message =
        "{Path} was truncated before {Lost} bytes of it were read: they are lost and counted. "
        + "Rotate by renaming instead of copying and truncating.")]
    public static partial void TruncatedUnread(this ILogger logger, string path, long lost);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "{Path} was truncated; it is read from its start.")]
    public static partial void Truncated(this ILogger logger, string path);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message =
        "A file that was read up to byte {Next} is gone or overwritten ({Path}, {Identity}): at least {Lost} bytes may be "
        + "lost and are counted as lost. Keep rotated files in their folder until they have been read.")]
    public static partial void Vanished(this ILogger logger, string path, string identity, long next, long lost);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message =
        "A file that was read to its end, byte {Next}, is gone since ({Path}, {Identity}): nothing that was seen "
        + "of it is lost. If it was written to while the job was down, keep rotated files in their folder for longer.")]
    public static partial void GoneAtEnd(this ILogger logger, string path, string identity, long next);

    [LoggerMessage(EventId = 6, Level = LogLevel.Debug, Message = "{Path} is read from byte {Next} on.")]
    public static partial void Opened(this ILogger logger, string path, long next);

    [LoggerMessage(EventId = 7, Level = LogLevel.Debug, Message = "{Path} was read to its end, byte {Next}.")]
    public static partial void Ended(this ILogger logger, string path, long next);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message =
        "Cannot read {Path}: {What}. Its logs are missing; correct the path or its permissions and start again.")]
    public static partial void SliceFailed(this ILogger logger, string path, string what);

    [LoggerMessage(EventId = 9, Level = LogLevel.Warning, Message =
        "Reading standard input failed: {What}. It counts as ended; start again to read on.")]
    public static partial void StandardInputFailed(this ILogger logger, string what);
}
