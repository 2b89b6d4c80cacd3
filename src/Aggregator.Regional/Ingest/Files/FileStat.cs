using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// What Linux tells of a file. .NET exposes neither device nor inode, so this calls statx(2), whose structure is the
/// same on every architecture.
/// </summary>
/// <param name="Device">Device number, major in the upper half.</param>
/// <param name="Inode">Inode number; unique on the device while the file exists.</param>
/// <param name="IsRegular">A regular file: no directory, pipe or device.</param>
/// <param name="IsDirectory">A directory.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="ModifiedNs">Time of the last write, in ns since the Unix epoch.</param>
/// <param name="BornMs">Time of creation, in ms since the Unix epoch; 0 where the file system does not keep it.</param>
internal readonly record struct FileStat(
    ulong Device, ulong Inode, bool IsRegular, bool IsDirectory, long Size, long ModifiedNs, long BornMs)
{
    /// <summary>errno: no such file.</summary>
    public const int NotFound = 2;

    private const int CurrentFolder = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the handle itself
    private const uint Born = 0x800; // STATX_BTIME
    private const uint BasicStatsAndBorn = 0x7ff | Born; // STATX_BASIC_STATS

    /// <summary>The file by device and inode: the same while it is renamed or written to.</summary>
    public FileKey Key => new(Device, Inode);

    /// <summary>Looks at a path; symbolic links are followed.</summary>
    /// <returns>0, or the errno of what went wrong.</returns>
    public static int TryOf(string path, out FileStat stat)
    {
        var terminated = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, terminated);
        var failed = StatX(CurrentFolder, terminated, 0, BasicStatsAndBorn, out var buffer);
        stat = From(buffer);
        return failed == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Looks at an open file.</summary>
    /// <returns>0, or the errno of what went wrong.</returns>
    public static int TryOf(SafeFileHandle handle, out FileStat stat)
    {
        var failed = StatX(handle, [0], EmptyPath, BasicStatsAndBorn, out var buffer);
        stat = From(buffer);
        return failed == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private static FileStat From(in StatXBuffer buffer) => new(
        ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
        buffer.Inode,
        (buffer.Mode & 0xf000) == 0x8000, // S_IFREG
        (buffer.Mode & 0xf000) == 0x4000, // S_IFDIR
        (long)buffer.Size,
        (buffer.ModifiedSeconds * 1_000_000_000) + buffer.ModifiedNanoseconds,
        (buffer.Mask & Born) == 0 ? 0 : (buffer.BornSeconds * 1000) + (buffer.BornNanoseconds / 1_000_000));

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, out StatXBuffer buffer);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(SafeFileHandle file, byte[] path, int flags, uint mask, out StatXBuffer buffer);

    /// <summary><c>struct statx</c> of linux/stat.h; only the members that are read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXBuffer
    {
        [FieldOffset(0x00)] public uint Mask;
        [FieldOffset(0x1c)] public ushort Mode;
        [FieldOffset(0x20)] public ulong Inode;
        [FieldOffset(0x28)] public ulong Size;
        [FieldOffset(0x50)] public long BornSeconds;
        [FieldOffset(0x58)] public uint BornNanoseconds;
        [FieldOffset(0x70)] public long ModifiedSeconds;
        [FieldOffset(0x78)] public uint ModifiedNanoseconds;
        [FieldOffset(0x88)] public uint DeviceMajor;
        [FieldOffset(0x8c)] public uint DeviceMinor;
    }
}

/// <summary>A file of this machine, whatever its name is.</summary>
internal readonly record struct FileKey(ulong Device, ulong Inode);
