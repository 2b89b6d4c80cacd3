namespace Aggregator.Regional.Ingest;

/// <summary>
/// The seam of a log format: span in, log record out. A parser belongs to one thread, allocates nothing per log that
/// lasts, and never throws for bad input.
/// </summary>
public interface ILogParser
{
    /// <summary>
    /// Reads one log into <paramref name="record"/>, which it clears first. The record's values may be places in the log:
    /// they are read with the same bytes again (<see cref="LogRecord.In"/>).
    /// </summary>
    /// <returns>null when the log could be read; else why not (a constant of <see cref="MalformedReasons"/>).</returns>
    string? Parse(ReadOnlySpan<byte> log, LogRecord record);
}
