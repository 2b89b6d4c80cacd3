using System.Runtime.InteropServices;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>Checks files of logs that someone named one by one, before anything is begun.</summary>
public static class NamedFiles
{
    // RFC 1952, section 2.3.1: ID1, ID2.
    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    /// <summary>What is wrong with each, as a sentence with the remedy; empty when all can be read, each once.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<string> paths)
    {
        var problems = new List<string>();
        var known = new HashSet<FileKey>();
        foreach (var path in paths)
        {
            var errno = FileStat.TryOf(path, out var stat);
            if (WhyUnreadable(path, errno, stat) is { } why) problems.Add($"{path}: {why}");
            else if (!known.Add(stat.Key)) problems.Add($"{path}: is named twice, so that its logs would count twice; name it once");
        }
        return problems;
    }

    /// <summary>Bytes of a file now, through links; 0 when it cannot be told.</summary>
    public static long LengthOf(string path) => FileStat.TryOf(path, out var stat) == 0 ? stat.Size : 0;

    private static string? WhyUnreadable(string path, int errno, in FileStat stat)
    {
        if (errno == FileStat.NotFound) return "does not exist; check the path";
        if (errno != 0) return Denied(Marshal.GetPInvokeErrorMessage(errno));
        if (stat.IsDirectory) return "is a directory; name the files in it";
        // Opening a pipe would wait for a writer.
        if (!stat.IsRegular) return "is no regular file; write its logs to one and name that";
        using var handle = FileBytes.Open(path, out var error);
        if (handle is null) return Denied(error ?? "");
        Span<byte> begin = stackalloc byte[GzipMagic.Length];
        var isGzip = FileBytes.Read(handle, begin, 0, out _) == begin.Length && begin.SequenceEqual(GzipMagic);
        return isGzip ? "is compressed (gzip); unpack it first (gunzip -k), and name the unpacked file" : null;
    }

    private static string Denied(string error) => $"cannot be read ({error}); give this user read access";
}
