using System.ComponentModel.DataAnnotations;

namespace Aggregator.Regional.Options;

/// <summary><c>windows:</c> how logs are cut into windows and when these are sent on.</summary>
public sealed record WindowOptions
{
    /// <summary>
    /// Length of a tumbling window: whole seconds that divide a minute, or a minute could not be cut into whole windows.
    /// 10 s keeps the last minute fresh with six slots a series.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Size { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much disorder is waited for. 5 s covers shippers that deliver within 2 to 3 s; 0 is for sorted logs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan OutOfOrderness { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longest time between flushes (wall time): what a log waits at most before it is sent on. 5 s keeps counters under
    /// 20 s from the log; shorter ones send more bytes a log.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a confirmed end of a partition stays believed (wall time): two flushes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Groups that force an early flush; bounds memory (about 600 bytes a group while it is flushed, 60 MB at the default, so
    /// that a few regions and the central job fit into 512 MB together).
    /// </summary>
    [Range(1, 100_000_000)]
    public int MaxGroups { get; init; } = 100_000;

    /// <summary>
    /// A log whose event time is further than this after its arrival is <c>future</c>. A minute forgives clocks that are
    /// not in step; more would hold more slots a series.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A log from Kafka whose event time is further than this before its record's timestamp is <c>too_old</c>: its sender kept
    /// it, or its clock is wrong. An outage of the job itself makes no log too old. Logs from files never are.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);
}
