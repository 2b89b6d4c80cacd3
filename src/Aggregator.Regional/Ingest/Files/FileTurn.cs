using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Reads one file for one turn and hands over its whole lines. Shared by all files of a source, so that only one of
/// them occupies buffers. One thread.
/// </summary>
internal sealed class FileTurn(int maxLineBytes)
{
    /// <summary>Bytes after which it is the next file's turn.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Messages after which it is the next file's turn: 1 MB of blank lines would be a million.</summary>
    public const int MaxMessages = 10_000;

    private readonly LineReader _lines = new(maxLineBytes);
    private readonly byte[] _chunk = new byte[256 * 1024];

    /// <summary>Wall time at which what is read next arrives.</summary>
    public long ArrivedMs { get; set; }

    /// <summary>Reads on in a file.</summary>
    /// <param name="file">Which; its progress moves on.</param>
    /// <param name="handle">The open file.</param>
    /// <param name="receiver">Takes the lines.</param>
    /// <param name="toTheEnd">A last line without line end counts.</param>
    /// <param name="stopAt">Lines that begin here or later are left.</param>
    public TurnResult Read(
        FollowedFile file, SafeFileHandle handle, LogReceiver receiver, bool toTheEnd, long stopAt = long.MaxValue)
    {
        var offset = Resume(file, handle);
        var (messages, bytes) = (0, 0L);

        // A line longer than a turn must still come to its end, or to be too long.
        while (bytes < MaxBytes || (messages == 0 && !_lines.IsSkipping))
        {
            var read = FileBytes.Read(handle, _chunk, offset, out var error);
            if (read < 0) return new(messages, bytes, TurnEnd.Failed, error);

            // After reading: a file that is truncated and written anew before this is found out here, one that is
            // truncated later was read rightly.
            if (!file.Identity.HeadMatches(handle)) return new(messages, bytes, TurnEnd.Truncated, null);
            if (read == 0) return AtEnd(file, receiver, toTheEnd, messages, bytes);

            messages += HandOver(file.Partition, _chunk.AsSpan(0, read), receiver, stopAt, MaxMessages - messages);
            (offset, bytes) = (offset + read, bytes + read);
            if (messages == MaxMessages || file.Partition.Next >= stopAt)
            {
                file.Scanned(file.Partition.Next, isSkipping: false);
                return new(messages, bytes, file.Partition.Next >= stopAt ? TurnEnd.AtEnd : TurnEnd.HasMore, null);
            }
            file.Scanned(offset, _lines.IsSkipping);
        }
        return new(messages, bytes, TurnEnd.HasMore, null);
    }

    /// <summary>Where to read on. A line known to be too long is not looked through again.</summary>
    private long Resume(FollowedFile file, SafeFileHandle handle)
    {
        var next = file.Partition.Next;
        _lines.Restart(next);
        if (!file.IsSkipping) return next;

        var head = _chunk.AsSpan(0, Math.Min(maxLineBytes, LineReader.MaxHeadBytes));
        ReadOnlySpan<byte> rest = head;
        if (FileBytes.Read(handle, head, next, out _) < head.Length || _lines.TryRead(ref rest, out _))
        {
            // Not the line that it was: the head will not match either.
            _lines.Restart(next);
            return next;
        }
        _lines.Skip(file.ScannedTo - next - head.Length);
        return file.ScannedTo;
    }

    private int HandOver(
        SourcePartition partition, ReadOnlySpan<byte> chunk, LogReceiver receiver, long stopAt, int room)
    {
        var messages = 0;
        while (messages < room && partition.Next < stopAt && _lines.TryHandOver(ref chunk, partition, receiver, ArrivedMs)) messages++;
        return messages;
    }

    private TurnResult AtEnd(FollowedFile file, LogReceiver receiver, bool toTheEnd, int messages, long bytes)
    {
        if (toTheEnd && _lines.TryFinish(file.Partition, receiver, ArrivedMs)) messages++;
        file.Scanned(Math.Max(file.ScannedTo, file.Partition.Next), _lines.IsSkipping);
        return new(messages, bytes, TurnEnd.AtEnd, null);
    }
}

/// <summary>What a turn came to.</summary>
/// <param name="Messages">Lines handed over.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="End">Why it ended.</param>
/// <param name="Error">What failed.</param>
internal readonly record struct TurnResult(int Messages, long Bytes, TurnEnd End, string? Error);

/// <summary>Why a turn ended.</summary>
internal enum TurnEnd
{
    /// <summary>The turn was used up.</summary>
    HasMore,

    /// <summary>The file ends here, or the wanted part of it.</summary>
    AtEnd,

    /// <summary>The file does not begin any more as it did.</summary>
    Truncated,

    /// <summary>It could not be read.</summary>
    Failed,
}
