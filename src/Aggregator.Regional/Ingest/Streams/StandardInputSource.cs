using System.Collections.Concurrent;
using Aggregator.Core.Wire;
using Aggregator.Regional.Ingest.Files;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Streams;

/// <summary>
/// Logs from a stream that has no positions to go back to: what was read but not flushed when the process ends is
/// gone (at most once). A thread of its own reads ahead, by a bounded number of chunks, so that polling never blocks.
/// </summary>
public sealed class StandardInputSource : ILogSource
{
    /// <summary>The cluster of its partition. The topic is another one in each process: nobody can go on with it.</summary>
    public const string Cluster = "stdin";

    private const int ChunkBytes = 64 * 1024;
    private const int MaxChunksAhead = 16;

    private readonly Stream _stream;
    private readonly ILogger _logger;
    private readonly LineReader _lines;
    private readonly SourcePartition _partition;
    private readonly BlockingCollection<Chunk> _filled = new(MaxChunksAhead);
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly CancellationTokenSource _stop = new();
    private Thread? _reader;

    /// <param name="stream">Read to its end, not disposed.</param>
    /// <param name="maxLineBytes">Longest log.</param>
    /// <param name="outOfOrdernessMs">The watermark's bound.</param>
    /// <param name="logger">Hears when reading fails.</param>
    public StandardInputSource(Stream stream, int maxLineBytes, long outOfOrdernessMs, ILogger logger)
    {
        _stream = stream;
        _logger = logger;
        _lines = new(maxLineBytes);
        _partition = new(new(Cluster, Guid.NewGuid().ToString("N"), 0), 1, 0, outOfOrdernessMs);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<SourcePartition> Partitions => _partition.Next > 0 ? [_partition] : [];

    /// <inheritdoc/>
    public bool IsCompleted => _partition.States.HasFlag(SourceStates.Ended);

    /// <summary>Why reading ended before the stream's end; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public int Poll(LogReceiver receiver, long nowMs)
    {
        if (IsCompleted) return 0;
        if (_reader is null)
        {
            _reader = new Thread(ReadAhead) { IsBackground = true, Name = "stdin" };
            _reader.Start();
        }
        if (!_filled.TryTake(out var chunk))
        {
            return _filled.IsCompleted ? Finish(receiver, nowMs) : 0;
        }
        var messages = 0;
        ReadOnlySpan<byte> bytes = chunk.Bytes.AsSpan(0, chunk.Length);
        while (_lines.TryHandOver(ref bytes, _partition, receiver, nowMs)) messages++;
        _free.Add(chunk.Bytes);
        return messages;
    }

    /// <summary>
    /// Stops reading ahead. A thread that waits for the stream's next bytes ends with them, or with the process.
    /// </summary>
    public void Dispose() => _stop.Cancel();

    private int Finish(LogReceiver receiver, long nowMs)
    {
        _partition.States |= SourceStates.Ended;
        if (Problem is not null) _logger.StandardInputFailed(Problem);
        return _lines.TryFinish(_partition, receiver, nowMs) ? 1 : 0;
    }

    private void ReadAhead()
    {
        try
        {
            while (true)
            {
                if (!_free.TryTake(out var buffer)) buffer = new byte[ChunkBytes];
                var read = _stream.Read(buffer);
                if (read == 0) break;
                _filled.Add(new(buffer, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Problem = e.Message.TrimEnd('.');
        }
        catch (OperationCanceledException)
        {
            // Disposed: nobody takes any more.
        }
        _filled.CompleteAdding();
    }

    private readonly record struct Chunk(byte[] Bytes, int Length);
}
