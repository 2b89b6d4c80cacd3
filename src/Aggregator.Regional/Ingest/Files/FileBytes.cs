using Microsoft.Win32.SafeHandles;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>Opening and reading without exceptions: a file that cannot be read is everyday news to a follower.</summary>
internal static class FileBytes
{
    /// <summary>Opens for reading, whoever else writes, renames or deletes.</summary>
    /// <returns>null when it cannot be opened; <paramref name="error"/> says why, without period.</returns>
    public static SafeFileHandle? Open(string path, out string? error)
    {
        try
        {
            error = null;
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e.Message.TrimEnd('.');
            return null;
        }
    }

    /// <summary>Fills <paramref name="into"/> from <paramref name="offset"/> on, as far as the file goes.</summary>
    /// <returns>Bytes read: fewer at the file's end; -1 on an error, which <paramref name="error"/> tells, without period.</returns>
    public static int Read(SafeFileHandle handle, Span<byte> into, long offset, out string? error)
    {
        error = null;
        var total = 0;
        try
        {
            while (total < into.Length)
            {
                var read = RandomAccess.Read(handle, into[total..], offset + total);
                if (read == 0) break;
                total += read;
            }
            return total;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e.Message.TrimEnd('.');
            return -1;
        }
    }
}
