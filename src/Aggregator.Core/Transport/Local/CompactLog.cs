using System.Buffers;
using FASTER.core;

namespace Aggregator.Core.Transport.Local;

/// <summary>
/// An append-only, durable log of byte records in a folder of its own, on FasterLog: the embedded default's compact topic,
/// and the centre's journal. One process writes it; readers in that process see only what is committed.
/// </summary>
/// <remarks>
/// <para>Positions: a record's position is the end of the record before it (the first is <see cref="FirstPosition"/>), so
/// a record's next position is the following one's position, and they can be kept and opened at again.</para>
/// <para>What a crash leaves: nothing that was acknowledged is lost, and the records are in order, each once. Of an append
/// that was not acknowledged, all, the first few or none may be there: whoever cuts one thing into several records must
/// tell torn ones apart (FlushAssembler does).</para>
/// <para>Memory: 4 MB of page buffers, and 2 MB for every reader, whatever the log's size. Disk: 64 MB segments, each
/// freed once the log is truncated past its end.</para>
/// <para>Any thread may call; appends and truncations take turns.</para>
/// </remarks>
public sealed class CompactLog : IDisposable
{
    /// <summary>Largest record, in bytes: twice the chunks of a flush.</summary>
    public const int MaxRecordBytes = 1 << 20;

    /// <summary>Position of the first record ever.</summary>
    public const long FirstPosition = 64;

    private const int PageSizeBits = 21; // an entry does not cross a page, so a page must hold the largest one
    private const int MemorySizeBits = PageSizeBits + 1; // two pages: one fills while the other is written
    private const int SegmentSizeBits = 26; // space is freed in whole segments; FasterLog's default of 1 GB would hold too much

    private readonly Lock _gate = new();
    private readonly LogDirectory _directory;
    private readonly CommitFile _commits;
    private readonly ManagedLocalStorageDevice _device;
    private readonly FasterLog _log;
    private readonly bool _readOnly;
    private Exception? _failure;
    private long _enqueuedUntil;
    private long _tail;
    private long _begin;
    private bool _disposed;

    private CompactLog(LogDirectory directory, CommitFile commits, bool readOnly)
    {
        _directory = directory;
        _commits = commits;
        _readOnly = readOnly;
        _device = new ManagedLocalStorageDevice(directory.SegmentPath, recoverDevice: true);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            LogCommitManager = commits,
            PageSizeBits = PageSizeBits,
            MemorySizeBits = MemorySizeBits,
            SegmentSizeBits = SegmentSizeBits,
            LogChecksum = LogChecksumType.PerEntry,
            TryRecoverLatest = false, // it would swallow every error and begin an empty log
        });
        _log.Recover();
        _begin = commits.Begin;
        _tail = _enqueuedUntil = commits.Until;
    }

    /// <summary>First position that is still kept.</summary>
    public long BeginPosition => Volatile.Read(ref _begin);

    /// <summary>Position after the last committed record: what the next record's position will be.</summary>
    public long TailPosition => Volatile.Read(ref _tail);

    /// <summary>The log's folder.</summary>
    public string DirectoryPath => _directory.FullPath;

    /// <summary>Opens the log in a folder to append and read, or begins one in a new or empty folder.</summary>
    /// <exception cref="CompactLogException">The folder cannot be written, another process holds it, or what is in it cannot be a whole log.</exception>
    public static CompactLog Open(string directory) => Open(LogDirectory.OpenToWrite(directory), readOnly: false);

    /// <summary>Opens an existing log to read only. No process may write it meanwhile; others may read.</summary>
    /// <exception cref="CompactLogException">There is no log, a writer holds it, or it is not whole.</exception>
    public static CompactLog OpenReadOnly(string directory) => Open(LogDirectory.OpenToRead(directory), readOnly: true);

    /// <summary>Appends records and returns once all of them are on the disk: their acknowledgement.</summary>
    /// <exception cref="ArgumentException">A record is longer than <see cref="MaxRecordBytes"/>; nothing was appended.</exception>
    /// <exception cref="CompactLogException">
    /// The disk is full or fails. The log takes no more then; readers go on. Dispose it and open it again to go on from what
    /// is committed.
    /// </exception>
    public AppendedRange Append(IReadOnlyList<byte[]> records)
    {
        lock (_gate)
        {
            foreach (var record in records) RequireSize(record.Length);
            var first = _enqueuedUntil;
            foreach (var record in records) Enqueue(record);
            Commit();
            return new AppendedRange(first, _enqueuedUntil);
        }
    }

    /// <summary>Appends a record without waiting for the disk: no reader sees it, and a crash loses it, until <see cref="Commit"/>.</summary>
    /// <returns>The record's next position.</returns>
    /// <exception cref="CompactLogException">As for <see cref="Append"/>.</exception>
    public long Enqueue(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            RequireUsable();
            RequireSize(record.Length);
            var frameBytes = RecordFrame.FrameBytes(record.Length);
            var buffer = ArrayPool<byte>.Shared.Rent(frameBytes);
            try
            {
                var frame = buffer.AsSpan(0, frameBytes);
                RecordFrame.Write(frame, _enqueuedUntil, record);
                _enqueuedUntil = _log.Enqueue(frame) + RecordFrame.EntryHeaderBytes + frameBytes;
                return _enqueuedUntil;
            }
            catch (Exception e) when (e is FasterException or IOException)
            {
                throw Fail(e);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Waits until everything enqueued is on the disk, and shows it to readers.</summary>
    /// <exception cref="CompactLogException">As for <see cref="Append"/>.</exception>
    public void Commit()
    {
        lock (_gate)
        {
            RequireUsable();
            var commit = _log.CommitStronglyAsync().AsTask();
            var ended = Task.WhenAny(commit, _commits.Failed).GetAwaiter().GetResult();

            if (ended == _commits.Failed) throw Fail(_commits.Failed.GetAwaiter().GetResult());
            if (commit.IsFaulted) throw Fail(commit.Exception.GetBaseException());
            if (_log.CommittedUntilAddress < _enqueuedUntil) throw Fail(new IOException("the commit ended before its last record"));
            Volatile.Write(ref _tail, _enqueuedUntil);
        }
    }

    /// <summary>Lets go of everything before a position, durably; the disk space of whole segments is freed soon after.</summary>
    /// <param name="position">A record's position, or <see cref="TailPosition"/>. What is kept already begins later: no change.</param>
    /// <exception cref="CompactLogException">The disk fails. The log takes no more, as after a failed <see cref="Append"/>.</exception>
    public void TruncateBefore(long position)
    {
        lock (_gate)
        {
            RequireUsable();
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _tail);
            if (position <= _begin) return;
            Volatile.Write(ref _begin, position); // first: a reader before it must learn that, not find files gone
            _log.TruncateUntil(position);
            Commit();
        }
    }

    /// <summary>A reader whose first record is the one at <paramref name="fromPosition"/>, now or when it is appended.</summary>
    /// <exception cref="CompactLogException">The position is before what is kept, or after the end.</exception>
    public CompactLogReader OpenReader(long fromPosition)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            RequireKept(fromPosition);
            if (fromPosition > _tail)
            {
                throw new CompactLogException(
                    DirectoryPath, $"position {fromPosition} is after its end {_tail}: the log was replaced since that position was noted.",
                    "Restore the folder, or move away whatever noted the position too.");
            }
            var scan = _log.Scan(fromPosition, long.MaxValue, recover: false, scanBufferingMode: ScanBufferingMode.SinglePageBuffering);
            return new CompactLogReader(this, scan, fromPosition);
        }
    }

    /// <summary>Ends writing, without committing what is only enqueued. Dispose the readers first.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _log.Dispose();
            _device.Dispose();
            _commits.Dispose();
            _directory.Dispose();
        }
    }

    internal void RequireKept(long position)
    {
        if (position >= BeginPosition) return;
        throw new CompactLogException(
            DirectoryPath, $"position {position} was truncated: the log begins at {BeginPosition}.",
            "Restore the folder, or begin at what is kept and count the rest as lost.");
    }

    private static CompactLog Open(LogDirectory directory, bool readOnly)
    {
        try
        {
            var commits = OpenCommits(directory, readOnly);
            directory.RequireSegments(commits.Begin, commits.Until, SegmentSizeBits);
            if (!readOnly) directory.RemoveSegmentsBefore(commits.Begin, SegmentSizeBits);
            return new CompactLog(directory, commits, readOnly);
        }
        catch (FasterException e)
        {
            directory.Dispose();
            throw new CompactLogException(directory.FullPath, $"it cannot be recovered ({e.Message}).", "Restore the folder from a copy.", e);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static CommitFile OpenCommits(LogDirectory directory, bool readOnly)
    {
        try
        {
            if (directory.HasCommitFile || readOnly) return CommitFile.Load(directory.FullPath, PageSizeBits, SegmentSizeBits);
            if (directory.HasSegments()) throw new InvalidDataException("is missing beside log files");
            return CommitFile.Create(directory.FullPath, PageSizeBits, SegmentSizeBits);
        }
        catch (InvalidDataException e)
        {
            throw new CompactLogException(
                directory.FullPath, $"the file {CommitFile.FileName} {e.Message}, so it is not known what the log holds.",
                "Restore the folder from a copy, or move it away to begin an empty log.", e);
        }
    }

    private static void RequireSize(int bytes)
    {
        if (bytes <= MaxRecordBytes) return;
        throw new ArgumentException($"A record of {bytes} bytes is too large: a record holds at most {MaxRecordBytes}. Cut it into several.", nameof(bytes));
    }

    private void RequireUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_readOnly) throw new InvalidOperationException($"The log in {DirectoryPath} was opened to read only.");
        if (_failure is not null) throw Failed(_failure);
    }

    private CompactLogException Fail(Exception e)
    {
        _failure = e;
        return Failed(e);
    }

    private CompactLogException Failed(Exception e) => new(
        DirectoryPath, $"it cannot be written ({e.Message}). Nothing of this append is acknowledged.",
        "Make space on the disk or repair it, then open the log again (restart).", e);
}

/// <summary>Where an append ended up.</summary>
/// <param name="FirstPosition">Position of its first record.</param>
/// <param name="NextPosition">Position after its last record.</param>
public readonly record struct AppendedRange(long FirstPosition, long NextPosition);
