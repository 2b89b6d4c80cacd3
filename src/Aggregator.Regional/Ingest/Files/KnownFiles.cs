using Aggregator.Core.Wire;
using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Files whose progress is known but that are not being read: those of the last flush before a restart, until they are
/// found again, and those that ended and left, in case they come back.
/// </summary>
internal sealed class KnownFiles
{
    /// <summary>Files that ended and left are remembered up to this number.</summary>
    private const int MaxLeft = 10_000;

    private readonly RestoredProgress _restored;
    private readonly Dictionary<ulong, List<KnownFile>> _byInode = [];
    private readonly Dictionary<FileKey, int> _generations = [];
    private readonly Queue<KnownFile> _left = new();

    /// <param name="source">This source, as identities name it.</param>
    /// <param name="restored">
    /// The last flush. What belongs to other sources is taken up only for a file that this source finds
    /// too: the configured path has been changed then.
    /// </param>
    /// <param name="outOfOrdernessMs">The watermarks' bound.</param>
    public KnownFiles(string source, RestoredProgress restored, long outOfOrdernessMs)
    {
        _restored = restored;
        foreach (var progress in restored.Sources)
        {
            if (!string.Equals(progress.Id.Cluster, FileIdentity.Cluster, StringComparison.Ordinal)
                || !FileIdentity.TryParse(progress.Id.Topic, out var identity))
            {
                continue;
            }
            var isOwn = string.Equals(identity.Source, source, StringComparison.Ordinal);
            if (isOwn) restored.Claim(progress.Id);
            else identity = identity with { Source = source };
            var partition = new SourcePartition(
                new(FileIdentity.Cluster, identity.Topic, 0), 1, progress.Next, outOfOrdernessMs)
            {
                States = progress.States & ~(progress.AbsentSinceMs > 0 ? SourceStates.Idle | SourceStates.Ended : SourceStates.Idle),
            };
            partition.Watermark.Restore(progress.WatermarkMs, progress.HighestEventMs, restored.AsOfMs(progress));
            Add(new(identity, partition, isOwn ? KnownAs.Awaited : KnownAs.OfOtherSource, progress));
        }
    }

    /// <summary>This source's files of before the restart that have not been found yet.</summary>
    public IEnumerable<KnownFile> Awaited =>
        _byInode.Values.SelectMany(files => files).Where(file => file.As == KnownAs.Awaited);

    /// <summary>
    /// True when an awaited file that was read to its end is gone for all we know. What has its inode now may be another
    /// file, which was created since; an older one was overwritten, and nobody can know what it held before.
    /// </summary>
    public bool IsGoneAtEnd(KnownFile known, FileStat? sameInode) =>
        known.Partition.States.HasFlag(SourceStates.AtEnd)
        && (sameInode is not { } stat || stat.BornMs > _restored.AsOfMs(known.Flushed!));

    /// <summary>True when a file with this inode is awaited that had not been read to its end.</summary>
    public bool IsUnfinished(ulong inode) => _byInode.TryGetValue(inode, out var files) && files.Exists(IsUnfinished);

    /// <summary>
    /// Finds a file's progress by inode and head. The device need not be the same: its number may change when the
    /// machine restarts or a volume moves.
    /// </summary>
    /// <param name="stat">The file found.</param>
    /// <param name="handle">The same file, open.</param>
    /// <param name="onlyUnfinished">
    /// It is not at the configured path: it counts only if it was being read before the restart.
    /// </param>
    /// <returns>null when this is another file; else what is known, which is forgotten here.</returns>
    public KnownFile? Take(in FileStat stat, SafeFileHandle handle, bool onlyUnfinished)
    {
        if (!_byInode.TryGetValue(stat.Inode, out var files)) return null;
        var (key, size) = (stat.Key, stat.Size);
        var known = files
            .Where(file => (!onlyUnfinished || IsUnfinished(file))
                && size >= file.Partition.Next
                && file.Identity.HeadMatches(handle))
            .OrderByDescending(file => file.Identity.Key == key)
            .ThenByDescending(file => file.Identity.Generation)
            .ThenByDescending(file => file.Partition.Next) // whichever source read furthest
            .ThenBy(file => file.As)
            .FirstOrDefault();
        if (known is null) return null;
        Forget(known);
        if (known.As == KnownAs.OfOtherSource) _restored.ClaimUnderNewName(known.Flushed!.Id);
        return known;
    }

    /// <summary>The generation of a new file with this key.</summary>
    public int NextGeneration(FileKey key)
    {
        var next = _generations.GetValueOrDefault(key);
        if (!_byInode.TryGetValue(key.Inode, out var files)) return next;
        foreach (var file in files) next = Math.Max(next, file.Identity.Generation + 1);
        return next;
    }

    /// <summary>A file's content is gone: what comes with its key is of a later generation.</summary>
    public void EndGeneration(FileIdentity identity) => _generations[identity.Key] =
        Math.Max(identity.Generation + 1, _generations.GetValueOrDefault(identity.Key));

    /// <summary>Remembers a file that was read to its end and left.</summary>
    /// <returns>The file that was forgotten for it, or null.</returns>
    public KnownFile? Remember(FileIdentity identity, SourcePartition partition)
    {
        var known = new KnownFile(identity, partition, KnownAs.Left, Flushed: null);
        Add(known);
        _left.Enqueue(known);
        if (_left.Count <= MaxLeft) return null;
        var forgotten = _left.Dequeue();
        Forget(forgotten);
        return forgotten;
    }

    /// <summary>Drops what is known of a file.</summary>
    public void Forget(KnownFile known)
    {
        if (!_byInode.TryGetValue(known.Identity.Inode, out var files)) return;
        files.Remove(known);
        if (files.Count == 0) _byInode.Remove(known.Identity.Inode);
    }

    private static bool IsUnfinished(KnownFile file) =>
        file.As == KnownAs.Awaited && !file.Partition.States.HasFlag(SourceStates.Ended);

    private void Add(KnownFile known)
    {
        if (!_byInode.TryGetValue(known.Identity.Inode, out var files)) _byInode[known.Identity.Inode] = files = [];
        files.Add(known);
    }
}

/// <summary>A file's progress without the file.</summary>
/// <param name="Identity">Which file.</param>
/// <param name="Partition">Its progress, by this source's name of it.</param>
/// <param name="As">Why it is known.</param>
/// <param name="Flushed">What the last flush before the restart said of it; null when it became known after.</param>
internal sealed record KnownFile(FileIdentity Identity, SourcePartition Partition, KnownAs As, SourceProgress? Flushed);

/// <summary>Why a file is known; among equals the first is preferred.</summary>
internal enum KnownAs
{
    /// <summary>This source was reading it before the restart.</summary>
    Awaited,

    /// <summary>This source had read it to its end when it left.</summary>
    Left,

    /// <summary>A source with another path was reading it.</summary>
    OfOtherSource,
}
