using System.Buffers;
using Aggregator.Core.Wire;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Emit;

/// <summary>
/// Appends logs that could not be aggregated to a file, one JSON object a line (see <see cref="DeadLetterText"/>). Any
/// thread: the regions of one process share the file.
/// </summary>
/// <remarks>
/// At least once: <see cref="Flush"/> comes before the flush that covers the logs is published, so after a crash in
/// between the same logs are read and written again; position tells the copies. The file is opened for each write, so it
/// may be moved away at any time. A disk that refuses never stops the pipeline: what it refused is counted in
/// <see cref="Lost"/> (a part may be in the file all the same) and warned of once, until writing succeeds again.
/// </remarks>
public sealed partial class DeadLetterFile(string path, TimeProvider time, ILogger<DeadLetterFile> logger) : IDeadLetters, IDisposable
{
    // Bounds the memory between two flushes when every log is bad.
    private const int MaxBufferedBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private int _buffered;
    private bool _isRefused;

    /// <summary>Letters that are in the file.</summary>
    public long Written { get; private set; }

    /// <summary>Letters that the disk refused.</summary>
    public long Lost { get; private set; }

    /// <summary>Never: what does not fit into the buffer is written at once.</summary>
    public bool IsFull => false;

    /// <inheritdoc/>
    public void Add(
        SourceId source, long position, Outcome outcome, string detail, ReadOnlySpan<byte> log, bool isTruncated = false)
    {
        lock (_lock)
        {
            DeadLetterText.Write(
                _buffer, time.GetUtcNow(), source, position, DeadLetterText.ReasonOf(outcome, detail), log, isTruncated);
            _buffer.Write("\n"u8);
            _buffered++;
            if (_buffer.WrittenCount >= MaxBufferedBytes) WriteOut();
        }
    }

    /// <summary>Makes what was added durable. Call it before the flush that covers these logs is published.</summary>
    public void Flush()
    {
        lock (_lock) WriteOut();
    }

    /// <summary>Writes what is left.</summary>
    public void Dispose() => Flush();

    private void WriteOut()
    {
        if (_buffered == 0) return;
        try
        {
            Append(_buffer.WrittenSpan);
            Written += _buffered;
            _isRefused = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Lost += _buffered;
            if (!_isRefused) LogRefused(logger, e, path);
            _isRefused = true;
        }
        _buffer.ResetWrittenCount();
        _buffered = 0;
    }

    private void Append(ReadOnlySpan<byte> letters)
    {
        const FileShare others = FileShare.ReadWrite | FileShare.Delete;
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, others, bufferSize: 0);
        if (file.CanSeek && file.Length > 0)
        {
            // After a crash or a full disk the last line may be half a letter: it must not spoil the next one.
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
        }
        file.Write(letters);
        file.Flush(flushToDisk: true);
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "Dead letters cannot be written to {Path}; they are counted and dropped until they can be. "
        + "Free space, or make the folder and the file writable.")]
    private static partial void LogRefused(ILogger logger, Exception exception, string path);
}
