using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>
/// Tells a file from all others through renames and restarts. Its text is the topic of the file's source partition:
/// <c>source-device-inode-headLength-headHash-generation</c>.
/// </summary>
/// <param name="Source">
/// Which configured path it was found by (<see cref="SourceOf"/>): two sources in one folder must not take each
/// other's files for vanished ones.
/// </param>
/// <param name="Device">Device number. It may change with a restart of the machine.</param>
/// <param name="Inode">Inode number; taken again by a new file when the old one is gone.</param>
/// <param name="HeadLength">Bytes that are hashed: 1 KB, or the file's size when first seen.</param>
/// <param name="HeadHash">16 hexadecimal digits of SHA-256 of the head.</param>
/// <param name="Generation">Grows when the same inode holds a new file (it was truncated).</param>
internal readonly record struct FileIdentity(
    string Source, ulong Device, ulong Inode, int HeadLength, string HeadHash, int Generation)
{
    /// <summary>The cluster of every file's source partition.</summary>
    public const string Cluster = "file";

    /// <summary>Most bytes that are hashed.</summary>
    public const int MaxHeadLength = 1024;

    /// <summary>The identity as text.</summary>
    public string Topic => string.Create(
        CultureInfo.InvariantCulture, $"{Source}-{Device:x}-{Inode}-{HeadLength}-{HeadHash}-{Generation}");

    /// <summary>Device and inode.</summary>
    public FileKey Key => new(Device, Inode);

    /// <summary>A short name of a configured path: 8 hexadecimal digits of its SHA-256.</summary>
    public static string SourceOf(string fullPath) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fullPath)).AsSpan(0, 4));

    /// <summary>Reads what <see cref="Topic"/> wrote; false for any other text.</summary>
    public static bool TryParse(string topic, out FileIdentity identity)
    {
        identity = default;
        var parts = topic.Split('-');
        if (parts.Length != 6
            || !ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var device)
            || !ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length is 0 or > MaxHeadLength
            || !int.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
        {
            return false;
        }
        identity = new(parts[0], device, inode, length, parts[4], generation);
        return true;
    }

    /// <summary>The identity of a file that is seen for the first time.</summary>
    /// <returns>False when it is empty or cannot be read.</returns>
    public static bool TryCreate(
        string source, in FileStat stat, SafeFileHandle handle, int generation, out FileIdentity identity)
    {
        var length = (int)Math.Min(stat.Size, MaxHeadLength);
        identity = new(source, stat.Device, stat.Inode, length, HashHead(handle, length), generation);
        return length > 0 && identity.HeadHash.Length > 0;
    }

    /// <summary>True while the file still begins as it did when first seen.</summary>
    public bool HeadMatches(SafeFileHandle handle) =>
        string.Equals(HashHead(handle, HeadLength), HeadHash, StringComparison.Ordinal);

    /// <summary>Empty when the file is shorter than <paramref name="length"/> or cannot be read.</summary>
    private static string HashHead(SafeFileHandle handle, int length)
    {
        Span<byte> head = stackalloc byte[MaxHeadLength];
        var read = FileBytes.Read(handle, head[..length], 0, out _);
        if (read < length) return "";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(head[..length], hash);
        return Convert.ToHexStringLower(hash[..8]);
    }
}
