using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Logs from the files of a path or pattern, each a source partition whose positions are bytes. Files take turns.
/// Renamed files are read to their end, truncated ones from their start, and what cannot be read any more is counted
/// as lost. Needs Linux (<see cref="FileStat"/>).
/// </summary>
public sealed class FileSource : ILogSource
{
    /// <summary>Time between two listings of the folder.</summary>
    private const long ScanEveryMs = 1000;

    /// <summary>Time between two looks at the sizes of the open files: adds at most this to a log's way.</summary>
    private const long LookEveryMs = 100;

    /// <summary>Scans after which a source that is not followed gives up on what cannot be read.</summary>
    private const int MaxTries = 3;

    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly bool _follow;
    private readonly FileWatch _watch;
    private readonly FileTurn _turn;
    private long _scanDueMs;
    private long _lookDueMs;
    private int _nextFile;

    /// <param name="options">Path and how to read it.</param>
    /// <param name="restored">
    /// The last flush before the restart, with the progress of all sources; this source takes what is its own.
    /// </param>
    /// <param name="context">Bounds, clock, logger, and what other sources read.</param>
    public FileSource(SourceOptions options, RestoredProgress restored, FileContext context)
    {
        var path = options.File ?? throw new ArgumentException("The source has no file.", nameof(options));
        _time = context.Time;
        _startedAt = _time.GetTimestamp();
        _follow = options.Follow;
        _watch = new(path, options.Follow, restored, context);
        _turn = new(options.MaxLine);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<SourcePartition> Partitions => _watch.Partitions;

    /// <summary>
    /// True once every file was read to its end, if the source is not followed. What could not be read at three scans
    /// is not waited for; it stays in <see cref="Problems"/>.
    /// </summary>
    public bool IsCompleted => !_follow && _watch.Scans > 0 && AllEnded
        && (_watch.Scans >= MaxTries || (_watch.Problems.Count == 0 && !_watch.IsAwaiting));

    /// <summary>Paths that cannot be read now, and why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _watch.Problems.Current;

    private bool AllEnded
    {
        get
        {
            foreach (var file in _watch.Files)
            {
                if (!file.IsEnded) return false;
            }
            return true;
        }
    }

    /// <inheritdoc/>
    public int Poll(LogReceiver receiver, long nowMs)
    {
        var clockMs = (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;
        if (clockMs >= _scanDueMs)
        {
            _watch.Scan(clockMs, nowMs);
            (_scanDueMs, _lookDueMs) = (clockMs + ScanEveryMs, clockMs + LookEveryMs);
        }
        else if (clockMs >= _lookDueMs)
        {
            _watch.Look(clockMs, nowMs);
            _lookDueMs = clockMs + LookEveryMs;
        }
        return ReadInTurn(receiver, nowMs);
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    /// <summary>Gives turns to the files that have something to read, until about one turn's work is done.</summary>
    private int ReadInTurn(LogReceiver receiver, long nowMs)
    {
        _turn.ArrivedMs = nowMs;
        var (messages, bytes) = (0, 0L);
        for (var left = _watch.Files.Count; left > 0 && bytes < FileTurn.MaxBytes && messages < FileTurn.MaxMessages; left--)
        {
            if (_watch.Files.Count == 0) break; // a file that ended may be gone from the list
            _nextFile %= _watch.Files.Count;
            var file = _watch.Files[_nextFile++];
            if (!file.IsReady || _watch.Open(file) is not { } handle) continue;

            var turn = _turn.Read(file, handle, receiver, toTheEnd: !_follow || file.EndIsFinal);
            messages += turn.Messages;
            bytes += turn.Bytes;
            file.JudgeAge(nowMs);
            After(file, turn);
        }
        return messages;
    }

    private void After(FollowedFile file, TurnResult turn)
    {
        switch (turn.End)
        {
            case TurnEnd.Truncated:
                _watch.Truncated(file);
                _scanDueMs = 0;
                break;
            case TurnEnd.Failed:
                _watch.Failed(file, turn.Error ?? "");
                break;
            case TurnEnd.AtEnd when !_follow || file.EndIsFinal:
                _watch.Ended(file);
                break;
            default:
                break;
        }
    }
}
