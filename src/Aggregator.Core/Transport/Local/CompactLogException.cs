namespace Aggregator.Core.Transport.Local;

/// <summary>A log that cannot be opened, written or read from where it was asked. The message names the folder and the remedy.</summary>
public sealed class CompactLogException(string directory, string problem, string remedy, Exception? inner = null)
    : IOException($"Log in {directory}: {problem} {remedy}", inner)
{
    /// <summary>The log's folder.</summary>
    public string LogDirectory { get; } = directory;
}

/// <summary>A committed record is not what was appended. Nothing from it, or after it, was returned.</summary>
public sealed class CompactLogCorruptException(string directory, long position, string problem, Exception? inner = null)
    : IOException(
        $"Log in {directory}: {problem} at position {position}. The disk or something else changed the files: " +
        "restore the folder from a copy, or move it away to go on without what it holds.", inner)
{
    /// <summary>Where the first record is that could not be read.</summary>
    public long Position { get; } = position;
}
