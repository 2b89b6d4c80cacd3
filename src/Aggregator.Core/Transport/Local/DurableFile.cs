using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aggregator.Core.Transport.Local;

/// <summary>Small files that are replaced whole: after a crash or a power cut either the old or the new content is there.</summary>
public static class DurableFile
{
    /// <summary>Added to a file's name while its new content is written. A left-over one means nothing.</summary>
    public const string TemporarySuffix = ".tmp";

    private const int BufferBytes = 1 << 16;

    /// <summary>Writes a file and puts it in the place of <paramref name="path"/>, which keeps its old content until then.</summary>
    /// <exception cref="IOException">Nothing was replaced, or (only when the folder cannot be synced) maybe.</exception>
    public static void Replace(string path, Action<FileStream> write)
    {
        var temporary = WriteTemporary(path, write);
        File.Move(temporary, path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Writes <paramref name="path"/> + <see cref="TemporarySuffix"/> and returns its name once it is on the disk.</summary>
    public static string WriteTemporary(string path, Action<FileStream> write)
    {
        var temporary = path + TemporarySuffix;
        using var file = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes);
        write(file);
        file.Flush(flushToDisk: true);
        return temporary;
    }

    /// <summary>Makes created, renamed and deleted names in a folder durable. Only Linux has and needs the call.</summary>
    /// <exception cref="IOException">The folder could not be synced.</exception>
    public static void FlushDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var handle = new SafeFileHandle(Open(directory, ReadOnlyCloseOnExec), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"Cannot open the folder {directory} to sync it: error {Marshal.GetLastPInvokeError()}.");
        }
        RandomAccess.FlushToDisk(handle);
    }

    private const int ReadOnlyCloseOnExec = 0x80000;

    // .NET opens files only; a folder needs the system's own call.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
