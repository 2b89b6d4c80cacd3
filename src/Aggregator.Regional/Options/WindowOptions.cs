using System.ComponentModel.DataAnnotations;

namespace Aggregator.Regional.Options;

/// <summary><c>windows:</c> how logs are cut into windows and when these are sent on.</summary>
public sealed record WindowOptions
{
    /// <summary>Length of a tumbling window. Must divide 60 s, or a minute could not be cut into whole windows.</summary>
    public TimeSpan Size { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much disorder is waited for. 5 s covers shippers that deliver within 2 to 3 s.</summary>
    public TimeSpan OutOfOrderness { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time between flushes (wall time): what a log waits at most before it is sent on.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a confirmed end of a partition stays believed.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Groups that force an early flush; bounds memory (about 400 bytes a group).</summary>
    [Range(1, 100_000_000)]
    public int MaxGroups { get; init; } = 500_000;

    /// <summary>A log whose event time is further than this after its arrival is <c>future</c>.</summary>
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A Kafka record whose event time is further than this before its arrival is <c>too_old</c>.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);
}
