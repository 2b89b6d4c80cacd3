using Aggregator.Core.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Which files a source has: finds new ones, knows renamed and truncated ones again, and ends those that left. A scan
/// lists the folder; a look asks only the open files for their size. One thread.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    /// <summary>Descriptors that one source may hold.</summary>
    private const int MaxOpen = 256;

    /// <summary>How much came after the last known position of a file that is gone nobody knows: 1 stands for it.</summary>
    private const long UnknownLoss = 1;

    private readonly FilePattern _pattern;
    private readonly bool _follow;
    private readonly FileContext _context;
    private readonly ILogger _logger;
    private readonly string _source;
    private readonly KnownFiles _known;
    private readonly SourceProblems _problems;
    private readonly OpenFiles _open = new(MaxOpen);
    private readonly List<FollowedFile> _files = [];
    private readonly Dictionary<FileKey, FollowedFile> _byKey = [];
    private readonly List<SourcePartition> _ended = [];
    private readonly HashSet<ulong> _unreadable = [];

    public FileWatch(string path, bool follow, RestoredProgress restored, FileContext context)
    {
        _pattern = new(Path.GetFullPath(path));
        _follow = follow;
        _context = context;
        _logger = context.Logger;
        _source = FileIdentity.SourceOf(_pattern.Text);
        _known = new(_source, restored, context.OutOfOrdernessMs);
        _problems = new(_logger);
        foreach (var known in _known.Awaited) Claims.Keep(_pattern, known.Identity);
    }

    private FileClaims Claims => _context.Claims;

    /// <summary>The files in the order in which they were found.</summary>
    public IReadOnlyList<FollowedFile> Files => _files;

    /// <summary>Scans made.</summary>
    public int Scans { get; private set; }

    /// <summary>What cannot be read now.</summary>
    public SourceProblems Problems => _problems;

    /// <summary>Files of before the restart are still looked for.</summary>
    public bool IsAwaiting => _known.Awaited.Any();

    /// <summary>The partitions that the next flush must tell.</summary>
    public List<SourcePartition> Partitions =>
    [
        .. _known.Awaited.Select(known => known.Partition),
        .. _files.Where(file => file.IsAnnounced).Select(file => file.Partition),
        .. _ended,
    ];

    /// <summary>Lists the files anew.</summary>
    /// <param name="clockMs">The source's clock, which never goes back.</param>
    /// <param name="nowMs">Wall time.</param>
    public void Scan(long clockMs, long nowMs)
    {
        Scans++;
        _unreadable.Clear();
        var found = new List<FoundFile>();
        if (_pattern.TryList(found, _problems))
        {
            foreach (var file in found) Meet(file, clockMs, nowMs);
            CareForTheAbsent(clockMs, nowMs);
        }
        else
        {
            Look(clockMs, nowMs);
        }
        foreach (var file in _files) file.ForgetEnd(clockMs, _context.IdleAfterMs);
        _ended.RemoveAll(partition => partition.EndIsFlushed);
        _problems.EndScan();
    }

    /// <summary>Asks the open files how they are now.</summary>
    public void Look(long clockMs, long nowMs)
    {
        for (var i = _files.Count - 1; i >= 0; i--)
        {
            var file = _files[i];
            if (_open.TryStat(file, out var stat) && !file.Look(stat, clockMs, nowMs) && !file.IsEnded) Truncated(file);
        }
    }

    /// <summary>The file's handle; null when it cannot be opened, which is reported.</summary>
    public SafeFileHandle? Open(FollowedFile file)
    {
        var handle = _open.Open(file, out var error);
        if (error is not null) ReportUnreadable(file.Path ?? "", error);
        return handle;
    }

    /// <summary>Reading the file failed: it is opened anew at its next turn.</summary>
    public void Failed(FollowedFile file, string error)
    {
        _open.Close(file);
        ReportUnreadable(file.Path ?? file.Partition.Id.Topic, error);
    }

    /// <summary>The file was read to its final end.</summary>
    public void Ended(FollowedFile file)
    {
        file.End();
        _open.Close(file);
        _logger.Ended(file.Path ?? file.Partition.Id.Topic, file.Partition.Next);
        if (file.LeftAtMs is not null) Dismiss(file);
    }

    /// <summary>The file was truncated: its identity ends; what it holds now is found as a new file.</summary>
    public void Truncated(FollowedFile file)
    {
        var lost = file.EndTruncated();
        if (lost > 0) _logger.TruncatedUnread(file.Path ?? "", lost);
        else _logger.Truncated(file.Path ?? "");
        _known.EndGeneration(file.Identity);
        Forget(file);
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    /// <summary>Takes in a file that is at the configured path.</summary>
    private void Meet(in FoundFile found, long clockMs, long nowMs)
    {
        if (_byKey.TryGetValue(found.Stat.Key, out var file))
        {
            if (file.LastScan == Scans) return; // a second name of the same file
            file.LastScan = Scans;
            file.Path = found.Path;
            file.Stay();
            if (file.Look(found.Stat, clockMs, nowMs) || (file.IsEnded && !_follow)) return;
            Truncated(file);
        }
        if (found.Stat.Size > 0) Begin(found, onlyUnfinished: false);
    }

    /// <summary>Begins with a file, where it was left off if it is known.</summary>
    private FollowedFile? Begin(in FoundFile found, bool onlyUnfinished)
    {
        var handle = FileBytes.Open(found.Path, out var error);
        if (handle is null)
        {
            _unreadable.Add(found.Stat.Inode);
            ReportUnreadable(found.Path, error ?? "");
            return null;
        }
        var file = Identify(found.Path, handle, onlyUnfinished);
        if (file is null || !_byKey.TryAdd(file.Key, file))
        {
            handle.Dispose();
            return null;
        }
        file.LastScan = onlyUnfinished ? 0 : Scans;
        _files.Add(file);
        if (file.IsEnded) handle.Dispose();
        else _open.Keep(file, handle);
        _logger.Opened(found.Path, file.Partition.Next);
        return file;
    }

    private FollowedFile? Identify(string path, SafeFileHandle handle, bool onlyUnfinished)
    {
        if (FileStat.TryOf(handle, out var stat) != 0) return null;
        if (Claims.Take(_pattern, stat, handle) is { } other)
        {
            _problems.Report(path, $"the source {other.Text} reads it already", "let the path of one source only match it, or its logs would count twice");
            return null;
        }
        var found = new FoundFile(path, stat);
        if (_known.Take(stat, handle, onlyUnfinished) is { } known)
        {
            _ended.Remove(known.Partition);
            var identity = known.Identity with { Device = stat.Device };
            return new(identity, known.Partition, found, _follow, isRestored: true);
        }
        if (onlyUnfinished)
        {
            Claims.Release(_pattern, stat.Key);
            return null;
        }
        var generation = _known.NextGeneration(stat.Key);
        if (!FileIdentity.TryCreate(_source, stat, handle, generation, out var created)) return null;
        var partition = new SourcePartition(new(FileIdentity.Cluster, created.Topic, 0), 1, 0, _context.OutOfOrdernessMs);
        return new(created, partition, found, _follow, isRestored: false);
    }

    /// <summary>
    /// Files that are not at the configured path: they may have another name in the folder (rotated away), only an open
    /// handle (deleted), or nothing.
    /// </summary>
    private void CareForTheAbsent(long clockMs, long nowMs)
    {
        var absent = _files.FindAll(file => file.LastScan != Scans);
        var isAwaiting = IsAwaiting;
        if (absent.Count == 0 && !isAwaiting) return;

        var folder = new List<FoundFile>();
        if (!_pattern.TryListFolder(folder, _problems)) return;
        if (isAwaiting) FindAwaited(folder, clockMs);
        var byKey = new Dictionary<FileKey, FoundFile>(folder.Count);
        foreach (var found in folder) byKey[found.Stat.Key] = found;
        foreach (var file in absent) Leave(file, byKey, clockMs, nowMs);
    }

    private void Leave(FollowedFile file, Dictionary<FileKey, FoundFile> folder, long clockMs, long nowMs)
    {
        file.Path = folder.TryGetValue(file.Key, out var found) ? found.Path : null;
        if (file.IsEnded)
        {
            Dismiss(file);
            return;
        }
        if (!_open.TryStat(file, out var stat))
        {
            if (file.Path is null)
            {
                Vanished(file);
                return;
            }
            stat = found.Stat;
        }
        if (file.Look(stat, clockMs, nowMs)) file.Leave(clockMs);
        else Truncated(file);
    }

    /// <summary>It was deleted while it was not open.</summary>
    private void Vanished(FollowedFile file)
    {
        var (next, lost) = (file.Partition.Next, file.EndVanished());
        if (lost > 0) _logger.Vanished(_pattern.Text, file.Partition.Id.Topic, next, lost);
        Forget(file);
    }

    /// <summary>Looks for the files of before the restart that are not at the configured path.</summary>
    private void FindAwaited(List<FoundFile> folder, long clockMs)
    {
        var byInode = new Dictionary<ulong, FileStat>(folder.Count);
        foreach (var found in folder)
        {
            byInode[found.Stat.Inode] = found.Stat;
            if (!_known.IsUnfinished(found.Stat.Inode) || _byKey.ContainsKey(found.Stat.Key)) continue;
            Begin(found, onlyUnfinished: true)?.Leave(clockMs);
        }
        foreach (var known in _known.Awaited.ToList())
        {
            var inode = known.Identity.Inode;
            if (_unreadable.Contains(inode)) continue;
            GiveUp(known, byInode.TryGetValue(inode, out var stat) ? stat : null);
        }
    }

    private void GiveUp(KnownFile known, FileStat? sameInode)
    {
        _known.Forget(known);
        Claims.Release(_pattern, known.Identity.Key);
        _known.EndGeneration(known.Identity);
        _ended.Add(known.Partition);
        if (known.Partition.States.HasFlag(SourceStates.Ended)) return;
        known.Partition.States |= SourceStates.Ended;
        if (_known.IsGoneAtEnd(known, sameInode))
        {
            _logger.GoneAtEnd(_pattern.Text, known.Partition.Id.Topic, known.Partition.Next);
            return;
        }
        _logger.Vanished(_pattern.Text, known.Partition.Id.Topic, known.Partition.Next, UnknownLoss);
        known.Partition.Lose(UnknownLoss);
    }

    /// <summary>It left for good: remembered in case it comes back.</summary>
    private void Dismiss(FollowedFile file)
    {
        if (_known.Remember(file.Identity, file.Partition) is { } forgotten) Claims.Release(_pattern, forgotten.Identity.Key);
        Drop(file);
    }

    /// <summary>Its content is gone: what comes with its inode is another file.</summary>
    private void Forget(FollowedFile file)
    {
        Claims.Release(_pattern, file.Key);
        Drop(file);
    }

    private void Drop(FollowedFile file)
    {
        _open.Close(file);
        _files.Remove(file);
        _byKey.Remove(file.Key);
        if (file.IsAnnounced) _ended.Add(file.Partition);
    }

    private void ReportUnreadable(string path, string error) =>
        _problems.Report(path, error, "let this user read it, or leave it out of the configured path");
}
