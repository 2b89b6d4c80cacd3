using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Which source of this process reads which file: two whose paths match the same file, or two links to it, must not count
/// its logs twice. A file stays its source's when it was read to its end, or the other one would begin with it then.
/// Any thread.
/// </summary>
public sealed class FileClaims
{
    private readonly Dictionary<FileKey, Claim> _claims = [];
    private readonly Lock _lock = new();

    /// <summary>Takes an open file for a source.</summary>
    /// <returns>null when it is the source's from now on; else the source that has it.</returns>
    internal FilePattern? Take(FilePattern source, in FileStat stat, SafeFileHandle handle)
    {
        if (!FileIdentity.TryCreate("", stat, handle, 0, out var identity)) return null;
        lock (_lock)
        {
            // Another head means that the inode was taken again: the file of the claim is gone.
            if (_claims.TryGetValue(stat.Key, out var claim) && claim.Source != source && claim.Identity.HeadMatches(handle))
            {
                return claim.Source;
            }
            _claims[stat.Key] = new(source, identity);
            return null;
        }
    }

    /// <summary>Keeps a file for the source that was reading it before the restart, whichever source looks first.</summary>
    internal void Keep(FilePattern source, FileIdentity identity)
    {
        lock (_lock) _claims.TryAdd(identity.Key, new(source, identity));
    }

    /// <summary>The source will not go on with the file.</summary>
    internal void Release(FilePattern source, FileKey key)
    {
        lock (_lock)
        {
            if (_claims.TryGetValue(key, out var claim) && claim.Source == source) _claims.Remove(key);
        }
    }

    private readonly record struct Claim(FilePattern Source, FileIdentity Identity);
}
