using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// The lines of one file that begin in a range of its bytes, so that workers can share a file: ranges that join give
/// every line to exactly one of them. The range need not lie on line borders.
/// </summary>
public sealed class FileSliceSource : IBoundedLogSource
{
    private readonly FileSlice _slice;
    private readonly long _outOfOrdernessMs;
    private readonly ILogger _logger;
    private readonly FileTurn _turn;
    private FollowedFile? _file;
    private SafeFileHandle? _handle;

    /// <param name="slice">What to read.</param>
    /// <param name="maxLineBytes">Longest log.</param>
    /// <param name="outOfOrdernessMs">The watermark's bound.</param>
    /// <param name="logger">Hears why the file cannot be read.</param>
    public FileSliceSource(FileSlice slice, int maxLineBytes, long outOfOrdernessMs, ILogger logger)
    {
        _slice = slice;
        _outOfOrdernessMs = outOfOrdernessMs;
        _logger = logger;
        _turn = new(maxLineBytes);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<SourcePartition> Partitions => _file is { IsAnnounced: true } ? [_file.Partition] : [];

    /// <inheritdoc/>
    public bool IsCompleted { get; private set; }

    /// <summary>The file.</summary>
    public string Name => _slice.Path;

    /// <summary>Bytes of the slice that were read so far.</summary>
    public long Progress => _file is null ? 0 : Math.Max(0, _file.Partition.Next - _slice.From);

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public int Poll(LogReceiver receiver, long nowMs)
    {
        if (IsCompleted) return 0;
        _file ??= Open();
        if (_file is null || _handle is null) return 0;

        _turn.ArrivedMs = nowMs;
        var turn = _turn.Read(_file, _handle, receiver, toTheEnd: true, _slice.To);
        _file.JudgeAge(nowMs);
        if (turn.End is TurnEnd.Failed or TurnEnd.Truncated) Fail(turn.Error ?? "it was truncated");
        if (turn.End is TurnEnd.AtEnd)
        {
            _file.End();
            IsCompleted = true;
        }
        return turn.Messages;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private FollowedFile? Open()
    {
        // A pipe would block when it is opened, so it is looked at first.
        var errno = FileStat.TryOf(_slice.Path, out var stat);
        if (errno != 0 || !stat.IsRegular) return Fail(errno == 0 ? "it is no regular file" : $"error {errno}");
        _handle = FileBytes.Open(_slice.Path, out var error);
        if (_handle is null) return Fail(error ?? "");
        var start = LineBorder(_handle, _slice.From);
        if (start >= Math.Min(_slice.To, stat.Size))
        {
            IsCompleted = true;
            return null;
        }
        var source = FileIdentity.SourceOf(System.IO.Path.GetFullPath(_slice.Path));
        if (!FileIdentity.TryCreate(source, stat, _handle, 0, out var identity)) return Fail("it cannot be identified");

        // Slices of a file go on independently, so each is a partition of its own.
        var topic = $"{identity.Topic}-from{start}";
        var partition = new SourcePartition(new(FileIdentity.Cluster, topic, 0), 1, start, _outOfOrdernessMs);
        return new(identity, partition, new(_slice.Path, stat), follow: false, isRestored: false);
    }

    /// <summary>The first position from <paramref name="position"/> on where a line begins.</summary>
    private static long LineBorder(SafeFileHandle handle, long position)
    {
        if (position <= 0) return 0;
        Span<byte> chunk = stackalloc byte[16 * 1024];
        var offset = position - 1;
        while (true)
        {
            var read = FileBytes.Read(handle, chunk, offset, out _);
            if (read <= 0) return long.MaxValue;
            var end = chunk[..read].IndexOf((byte)'\n');
            if (end >= 0) return offset + end + 1;
            offset += read;
        }
    }

    private FollowedFile? Fail(string problem)
    {
        IsCompleted = true;
        Problem = problem;
        _logger.SliceFailed(_slice.Path, problem);
        return null;
    }
}

/// <summary>The lines that begin in <c>[From, To)</c> of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="From">First byte.</param>
/// <param name="To">Byte after the last; beyond the file's end means all.</param>
public sealed record FileSlice(string Path, long From, long To);
