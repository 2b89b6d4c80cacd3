using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// One file: how far it was read, how large it was when last looked at, and what that says of its partition. The
/// unfinished line at its end is not kept but read again, so that ten thousand files need no buffers.
/// </summary>
internal sealed class FollowedFile
{
    /// <summary>A log at most this old when it is read makes its file recent: the file lives in wall time.</summary>
    public const long RecentMs = 60_000;

    /// <summary>A file that left its path ends when nothing was appended to it for this long.</summary>
    public const long QuietMs = 10_000;

    private readonly bool _follow;
    private readonly bool _isRestored;
    private readonly long _start;
    private long _modifiedNs;
    private long _grewAtMs;
    private long _endSeenAtMs;
    private long _verifiedSize;
    private long _judgedMs;
    private bool _isRecent;
    private bool _mustVerify;

    /// <param name="identity">Which file.</param>
    /// <param name="partition">Its progress, at the position to go on from.</param>
    /// <param name="found">Where and how it was found.</param>
    /// <param name="follow">Its end is waited at.</param>
    /// <param name="isRestored">Its progress comes from before: it goes on there, even if it had ended and then grew.</param>
    public FollowedFile(
        FileIdentity identity, SourcePartition partition, in FoundFile found, bool follow, bool isRestored)
    {
        Identity = identity;
        Partition = partition;
        Path = found.Path;
        Size = _verifiedSize = found.Stat.Size;
        _modifiedNs = found.Stat.ModifiedNs;
        _follow = follow;
        _isRestored = isRestored;
        _start = ScannedTo = partition.Next;
        _judgedMs = partition.Watermark.HighestEventMs;
        _isRecent = _judgedMs != WatermarkTracker.None && !partition.States.HasFlag(SourceStates.Historic);
        if (follow || Size > partition.Next) partition.States &= ~SourceStates.Ended;
        KeepAtEnd();
    }

    /// <summary>Which file.</summary>
    public FileIdentity Identity { get; }

    /// <summary>Device and inode.</summary>
    public FileKey Key => Identity.Key;

    /// <summary>Its progress.</summary>
    public SourcePartition Partition { get; }

    /// <summary>A name to open it by; null when it has none any more in its folder.</summary>
    public string? Path { get; set; }

    /// <summary>Bytes when last looked at.</summary>
    public long Size { get; private set; }

    /// <summary>No line ends between the partition's next position and here.</summary>
    public long ScannedTo { get; private set; }

    /// <summary>The line at the next position is known to be too long.</summary>
    public bool IsSkipping { get; private set; }

    /// <summary>The last scan that found it at the configured path.</summary>
    public int LastScan { get; set; }

    /// <summary>When it was found to have left the configured path, on the source's clock.</summary>
    public long? LeftAtMs { get; set; }

    /// <summary>Nothing more is read.</summary>
    public bool IsEnded => Partition.States.HasFlag(SourceStates.Ended);

    /// <summary>It has handed over something, or a flush told of it before: the next flush must.</summary>
    public bool IsAnnounced => _isRestored || Partition.Next > _start;

    /// <summary>All its bytes have been looked through.</summary>
    public bool IsAtEnd => Size <= ScannedTo && !_mustVerify;

    /// <summary>Its end is final: an unfinished last line counts.</summary>
    public bool EndIsFinal { get; private set; }

    /// <summary>A turn of reading would find something out.</summary>
    public bool IsReady => !IsEnded && (!IsAtEnd || EndIsFinal || !_follow);

    /// <summary>Takes in how the file is now.</summary>
    /// <returns>False when it is shorter than what was read of it: it was truncated.</returns>
    public bool Look(in FileStat stat, long clockMs, long nowMs)
    {
        JudgeAge(nowMs);
        if (stat.Size != Size) _grewAtMs = clockMs;
        _mustVerify |= stat.ModifiedNs != _modifiedNs;
        _modifiedNs = stat.ModifiedNs;
        Size = stat.Size;
        if (Size < ScannedTo) (ScannedTo, IsSkipping) = (Partition.Next, false);
        KeepAtEnd();
        if (Size < Partition.Next) return false;
        if (_follow && !IsEnded) ObserveEnd(clockMs, nowMs);
        return true;
    }

    /// <summary>
    /// Takes in a turn of reading: the head was the right one, and there is no further line end before
    /// <paramref name="scannedTo"/>.
    /// </summary>
    public void Scanned(long scannedTo, bool isSkipping)
    {
        ScannedTo = scannedTo;
        IsSkipping = isSkipping;
        _mustVerify = false;
        _verifiedSize = Math.Max(Size, scannedTo);
        KeepAtEnd();
    }

    /// <summary>
    /// Keeps the historic state. The age of a file's newest log is known at its end; a recent one settles it before. A file
    /// that is read once is history however young its logs are: nothing will follow them.
    /// </summary>
    public void JudgeAge(long nowMs)
    {
        if (!_follow)
        {
            Partition.States |= SourceStates.Historic;
            return;
        }
        var newestMs = Partition.Watermark.HighestEventMs;
        if (newestMs == _judgedMs) return;
        _isRecent = newestMs >= nowMs - RecentMs;
        if (_isRecent) Partition.States &= ~SourceStates.Historic;
        else if (IsAtEnd) Partition.States |= SourceStates.Historic;
        if (_isRecent || IsAtEnd) _judgedMs = newestMs;
    }

    /// <summary>It left its path; true once nothing was appended for <see cref="QuietMs"/>, so that its end is final.</summary>
    public void Leave(long clockMs)
    {
        LeftAtMs ??= clockMs;
        if (IsAtEnd && clockMs - Math.Max(LeftAtMs.Value, _grewAtMs) >= QuietMs) EndIsFinal = true;
    }

    /// <summary>It is at its path (again).</summary>
    public void Stay()
    {
        LeftAtMs = null;
        EndIsFinal = false;
    }

    /// <summary>The end has not been confirmed for too long: the watermark stands still.</summary>
    public void ForgetEnd(long clockMs, long idleAfterMs)
    {
        if (clockMs - _endSeenAtMs > idleAfterMs) Partition.Watermark.LoseEnd();
    }

    /// <summary>Nothing more will come.</summary>
    public void End()
    {
        Partition.States |= SourceStates.Ended | SourceStates.AtEnd;
        Partition.Watermark.LoseEnd();
    }

    /// <summary>It was truncated: what was there when its head was last right, but was not read, is lost.</summary>
    /// <returns>Bytes lost.</returns>
    public long EndTruncated() => EndAt(_verifiedSize);

    /// <summary>It is gone: what was seen of it but not read is lost.</summary>
    /// <returns>Bytes lost.</returns>
    public long EndVanished() => EndAt(Math.Max(Size, _verifiedSize));

    /// <summary>Keeps the state that says that all known bytes were handed over: no unfinished line is left either.</summary>
    private void KeepAtEnd()
    {
        if (IsEnded || (IsAtEnd && ScannedTo == Partition.Next)) Partition.States |= SourceStates.AtEnd;
        else Partition.States &= ~SourceStates.AtEnd;
    }

    private long EndAt(long size)
    {
        var lost = Math.Max(0, size - Partition.Next);
        Partition.Lose(lost);
        End();
        return lost;
    }

    /// <summary>A file of which no line tells a time is like an empty one: it must not hold its region back.</summary>
    private void ObserveEnd(long clockMs, long nowMs)
    {
        if (IsAtEnd && (_isRecent || Partition.Watermark.HighestEventMs == WatermarkTracker.None))
        {
            _endSeenAtMs = clockMs;
            Partition.Watermark.ObserveEnd(nowMs, clockMs);
        }
        else
        {
            Partition.Watermark.LoseEnd();
        }
    }
}

/// <summary>What is lost of a partition.</summary>
internal static class LostPositions
{
    /// <summary>The next <paramref name="count"/> positions can never be read.</summary>
    public static void Lose(this SourcePartition partition, long count)
    {
        partition.Lost += count;
        partition.Next += count;
    }
}
