using System.ComponentModel.DataAnnotations;

namespace Aggregator.Regional.Options;

/// <summary><c>measures:</c> what counts as slow and as limited.</summary>
public sealed record MeasureOptions
{
    /// <summary>A log is slow when its latency is above this; whole milliseconds. 1 s is what <c>slow1s_count</c> is named after.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan Slow { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What counts as limited (throttled).</summary>
    public LimitedOptions Limited { get; init; } = new();
}

/// <summary><c>limited:</c> a log is limited when either rule holds.</summary>
public sealed record LimitedOptions
{
    /// <summary>HTTP codes (1 to 999) that mean limited: 429 Too Many Requests.</summary>
    public IReadOnlyList<int> HttpCodes { get; init; } = [429];

    /// <summary>Beginnings of error codes that mean limited.</summary>
    public IReadOnlyList<string> ErrorCodePrefixes { get; init; } = ["Throttling"];
}
