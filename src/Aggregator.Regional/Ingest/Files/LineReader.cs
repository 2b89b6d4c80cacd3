namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Cuts bytes that come in chunks into lines that end in LF or CRLF. Holds at most one unfinished line, and of a line
/// longer than <c>max_line</c> only its head. One thread.
/// </summary>
public sealed class LineReader
{
    /// <summary>Bytes that are handed over of a line that is too long (fewer when <c>max_line</c> is smaller).</summary>
    public const int MaxHeadBytes = 64 * 1024;

    private readonly int _maxLineBytes;
    private readonly int _headBytes;
    private byte[] _part = [];
    private int _partLength;
    private long _length; // of the unfinished line; more than _partLength once it is too long

    /// <param name="maxLineBytes">Longest line without its line end.</param>
    public LineReader(int maxLineBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLineBytes);
        _maxLineBytes = Math.Min(maxLineBytes, Array.MaxLength - 1);
        _headBytes = Math.Min(_maxLineBytes, MaxHeadBytes);
    }

    /// <summary>Where the unfinished line begins, which is where the last line that was read ended.</summary>
    public long Position { get; private set; }

    /// <summary>The last line that was read was longer than <c>max_line</c>, so only its head was returned.</summary>
    public bool LastIsTooLong { get; private set; }

    /// <summary>The unfinished line is too long already: the rest of it is skipped, not kept.</summary>
    public bool IsSkipping => _length > MaxPart;

    /// <summary>One byte more than a line may have, since a CR of the line end may be the last.</summary>
    private long MaxPart => _maxLineBytes + 1L;

    /// <summary>Forgets the unfinished line; the next byte is at <paramref name="position"/>.</summary>
    public void Restart(long position)
    {
        Position = position;
        _partLength = 0;
        _length = 0;
    }

    /// <summary>
    /// The unfinished line goes on for <paramref name="count"/> bytes that hold no line end and that make it too long.
    /// </summary>
    public void Skip(long count)
    {
        _length += count;
        if (!IsSkipping) throw new InvalidOperationException("A line may be skipped only past its allowed length.");
    }

    /// <summary>
    /// Hands the next line of <paramref name="chunk"/> to <paramref name="receiver"/> as a log, and moves chunk and partition
    /// behind it. A line that lies in the chunk whole is not looked through here: the receiver finds its end.
    /// </summary>
    /// <returns>False when no line ends in the chunk; all of it has been taken then.</returns>
    public bool TryHandOver(ref ReadOnlySpan<byte> chunk, SourcePartition partition, LogReceiver receiver, long arrivedMs)
    {
        if (_length == 0 && chunk.Length <= _maxLineBytes)
        {
            var taken = receiver.TakeFirst(partition, chunk, endIsLineEnd: false, new LogArrival(partition.Next, arrivedMs));
            if (taken > 0)
            {
                chunk = chunk[taken..];
                Restart(Position + taken);
                Count(partition);
                return true;
            }
        }
        if (!TryRead(ref chunk, out var line)) return false;
        HandOver(line, partition, receiver, arrivedMs);
        return true;
    }

    /// <summary>Hands the last line to <paramref name="receiver"/>, which has no line end, as a log; false when there is none.</summary>
    public bool TryFinish(SourcePartition partition, LogReceiver receiver, long arrivedMs)
    {
        if (!TryFinish(out var line)) return false;
        HandOver(line, partition, receiver, arrivedMs);
        return true;
    }

    /// <summary>
    /// Takes the next line from <paramref name="chunk"/>, which moves behind it. The line is valid until the next call
    /// or until the chunk changes.
    /// </summary>
    /// <returns>False when no line ends in the chunk; all of it has been taken then.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        var end = chunk.IndexOf((byte)'\n');
        if (end < 0)
        {
            Keep(chunk);
            chunk = default;
            line = default;
            return false;
        }
        if (_length == 0)
        {
            _length = end;
            line = Cut(chunk[..end]);
        }
        else
        {
            Keep(chunk[..end]);
            line = Cut(_part.AsSpan(0, _partLength));
        }
        chunk = chunk[(end + 1)..];
        Restart(Position + _length + 1);
        return true;
    }

    /// <summary>At the end of all bytes: takes the last line, which has no line end.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFinish(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_length == 0) return false;
        line = Cut(_part.AsSpan(0, _partLength));
        Restart(Position + _length);
        return true;
    }

    private void HandOver(ReadOnlySpan<byte> line, SourcePartition partition, LogReceiver receiver, long arrivedMs)
    {
        receiver.Take(partition, line, new LogArrival(partition.Next, arrivedMs, LogArrival.DamageOf(LastIsTooLong)));
        Count(partition);
    }

    private void Count(SourcePartition partition)
    {
        partition.Next = Position;
        partition.Messages++;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        var room = (int)(MaxPart - _partLength);
        if (bytes.Length > room) bytes = bytes[..room];
        var needed = _partLength + bytes.Length;
        if (needed > _part.Length) Array.Resize(ref _part, (int)Math.Min(MaxPart, Math.Max(needed, _part.Length * 2L)));
        bytes.CopyTo(_part.AsSpan(_partLength));
        _partLength = needed;
    }

    /// <summary>Takes off the CR of a CRLF, and all but the head of a line that is too long.</summary>
    private ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> bytes)
    {
        var isWhole = bytes.Length == _length;
        if (isWhole && bytes.Length > 0 && bytes[^1] == (byte)'\r') bytes = bytes[..^1];
        LastIsTooLong = !isWhole || bytes.Length > _maxLineBytes;
        return LastIsTooLong ? bytes[..Math.Min(bytes.Length, _headBytes)] : bytes;
    }
}
