using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>The newest lines of a file, to see at start whether it is one that is being written now.</summary>
public static class FileTail
{
    /// <summary>Bytes before the file's end that are looked at: nearly always enough.</summary>
    private const int UsualBytes = 64 * 1024;

    /// <summary>Bytes that are looked at when those hold no whole line.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// The last complete lines that are not blank, oldest first, without line ends; fewer when the part of the file that
    /// is looked at has fewer, none when its last 1 MB has none or it cannot be read.
    /// </summary>
    public static IReadOnlyList<byte[]> LastLines(string path, int count)
    {
        if (FileStat.TryOf(path, out var stat) != 0 || !stat.IsRegular || stat.Size == 0) return [];
        using var handle = FileBytes.Open(path, out _);
        if (handle is null) return [];
        var lines = LastLines(handle, stat.Size, UsualBytes, count);
        return lines.Count > 0 || stat.Size <= UsualBytes ? lines : LastLines(handle, stat.Size, MaxBytes, count);
    }

    private static List<byte[]> LastLines(SafeFileHandle handle, long size, int bytes, int count)
    {
        // One byte more shows whether the first line of the part is whole.
        var from = Math.Max(0, size - bytes - 1);
        var part = new byte[size - from];
        var read = FileBytes.Read(handle, part, from, out _);
        return read <= 0 ? [] : Lines(part.AsSpan(0, read), from > 0, count);
    }

    private static List<byte[]> Lines(ReadOnlySpan<byte> bytes, bool beginsInside, int count)
    {
        var lines = new List<byte[]>();
        bytes = bytes[..(bytes.LastIndexOf((byte)'\n') + 1)];
        while (!bytes.IsEmpty && lines.Count < count)
        {
            var before = bytes[..^1].LastIndexOf((byte)'\n');
            if (before < 0 && beginsInside) break;
            var line = bytes[(before + 1)..^1].TrimEnd((byte)'\r');
            if (!line.Trim(" \t\r"u8).IsEmpty) lines.Insert(0, line.ToArray());
            bytes = bytes[..(before + 1)];
        }
        return lines;
    }
}
