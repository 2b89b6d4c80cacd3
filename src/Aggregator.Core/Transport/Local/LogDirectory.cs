using System.Globalization;

namespace Aggregator.Core.Transport.Local;

/// <summary>The folder of a log: <c>lock</c>, <c>commit</c>, and a file <c>log.N</c> for every segment. Refuses what cannot be right.</summary>
internal sealed class LogDirectory : IDisposable
{
    private const string LockName = "lock";
    private const string SegmentName = "log";
    private const int WouldBlock = 11; // EAGAIN: what a lock held by another process gives on Linux
    private const int SharingViolation = unchecked((int)0x80070020); // the same on Windows

    private readonly FileStream? _lock;

    private LogDirectory(string path, FileStream? held) => (FullPath, _lock) = (path, held);

    public string FullPath { get; }

    /// <summary>What FasterLog adds <c>.N</c> to.</summary>
    public string SegmentPath => Path.Combine(FullPath, SegmentName);

    public bool HasCommitFile => File.Exists(Path.Combine(FullPath, CommitFile.FileName));

    /// <summary>Creates the folder if it is not there, proves that it can be written, and holds it alone.</summary>
    public static LogDirectory OpenToWrite(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            CreateDurably(path);
            var held = Lock(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Probe(path);
            return new LogDirectory(path, held);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not CompactLogException))
        {
            throw new CompactLogException(
                path, $"the folder cannot be written ({e.Message})",
                "Give this user the right to write there, or choose another folder (data_dir).", e);
        }
    }

    /// <summary>Holds the folder against writers, together with other readers. Changes nothing.</summary>
    public static LogDirectory OpenToRead(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(Path.Combine(path, CommitFile.FileName)))
        {
            throw new CompactLogException(path, "there is no log here.", "Name the folder that holds the file commit.");
        }
        return new LogDirectory(path, Lock(path, FileMode.Open, FileAccess.Read, FileShare.Read));
    }

    /// <summary>True when at least one segment is there.</summary>
    public bool HasSegments() => Directory.EnumerateFiles(FullPath, SegmentName + ".*").Any();

    /// <summary>Refuses when a segment that holds committed records is missing or too short.</summary>
    public void RequireSegments(long begin, long until, int segmentSizeBits)
    {
        for (var segment = begin >> segmentSizeBits; begin < until && segment <= (until - 1) >> segmentSizeBits; segment++)
        {
            var start = segment << segmentSizeBits;
            var needed = Math.Min(until - start, 1L << segmentSizeBits);
            var file = new FileInfo(SegmentPath + "." + segment.ToString(CultureInfo.InvariantCulture));
            if (file.Exists && file.Length >= needed) continue;
            throw new CompactLogException(
                FullPath, $"{file.Name} is {(file.Exists ? "too short" : "missing")}, though committed records are in it.",
                "Restore the folder from a copy, or move it away to go on without what it holds.");
        }
    }

    /// <summary>Deletes segments that a truncation let go of, but a crash left behind.</summary>
    public void RemoveSegmentsBefore(long begin, int segmentSizeBits)
    {
        foreach (var file in Directory.EnumerateFiles(FullPath, SegmentName + ".*"))
        {
            var isSegment = long.TryParse(Path.GetExtension(file.AsSpan())[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var segment);
            if (isSegment && segment < begin >> segmentSizeBits) File.Delete(file);
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static void CreateDurably(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        if (Path.GetDirectoryName(path) is { } parent) DurableFile.FlushDirectory(parent);
    }

    private static FileStream? Lock(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var file = Path.Combine(path, LockName);
        try
        {
            return mode == FileMode.Open && !File.Exists(file) ? null : new FileStream(file, mode, access, share);
        }
        catch (IOException e) when (e.HResult is WouldBlock or SharingViolation)
        {
            throw new CompactLogException(
                path, "another process holds it.", "Stop that process, or give this one a folder of its own (data_dir).", e);
        }
    }

    private static void Probe(string path)
    {
        var name = Path.Combine(path, "probe" + DurableFile.TemporarySuffix);
        using var probe = new FileStream(name, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }
}
