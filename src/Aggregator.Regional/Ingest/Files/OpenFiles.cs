using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Open files, at most so many: past that, the one unused for longest is closed, and opened again when it is its turn.
/// A file without a name is kept open: it could not be opened again.
/// </summary>
internal sealed class OpenFiles(int limit) : IDisposable
{
    private readonly Dictionary<FollowedFile, LinkedListNode<OpenFile>> _byFile = [];
    private readonly LinkedList<OpenFile> _byUse = new(); // the one unused for longest is first

    /// <summary>Takes over a handle that was opened to identify a file.</summary>
    public void Keep(FollowedFile file, SafeFileHandle handle)
    {
        Close(file);
        _byFile[file] = _byUse.AddLast(new OpenFile(file, handle));
        if (_byFile.Count > limit) CloseOne();
    }

    /// <summary>The file's handle, opened if need be.</summary>
    /// <returns>null when it cannot be opened, or its name belongs to another file now.</returns>
    public SafeFileHandle? Open(FollowedFile file, out string? error)
    {
        error = null;
        if (_byFile.TryGetValue(file, out var node))
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Handle;
        }
        if (file.Path is null) return null;
        var handle = FileBytes.Open(file.Path, out error);
        if (handle is null) return null;
        if (FileStat.TryOf(handle, out var stat) == 0 && stat.Key == file.Key)
        {
            Keep(file, handle);
            return handle;
        }
        handle.Dispose();
        return null;
    }

    /// <summary>How an open file is now; false when it is not open.</summary>
    public bool TryStat(FollowedFile file, out FileStat stat)
    {
        stat = default;
        return _byFile.TryGetValue(file, out var node) && FileStat.TryOf(node.Value.Handle, out stat) == 0;
    }

    /// <summary>Closes a file if it is open.</summary>
    public void Close(FollowedFile file)
    {
        if (!_byFile.Remove(file, out var node)) return;
        _byUse.Remove(node);
        node.Value.Handle.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var open in _byUse) open.Handle.Dispose();
        _byUse.Clear();
        _byFile.Clear();
    }

    private void CloseOne()
    {
        var node = _byUse.First;
        while (node is not null && node.Value.File.Path is null) node = node.Next;
        if (node is not null && node != _byUse.Last) Close(node.Value.File);
    }

    private readonly record struct OpenFile(FollowedFile File, SafeFileHandle Handle);
}
