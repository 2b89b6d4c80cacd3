using Aggregator.Configuration;

namespace Aggregator.Replay;

/// <summary>How to replay.</summary>
/// <param name="Options">The configuration.</param>
/// <param name="Workers">Regional engines, each with its own thread and share of the input.</param>
/// <param name="NowMs">What counts as now for logs from the future, in ms since the Unix epoch.</param>
public sealed record ReplayRequest(AggregatorOptions Options, int Workers, long NowMs)
{
    /// <summary>Event times that count; null for all.</summary>
    public EventTimeRange? Range { get; init; }

    /// <summary>The source region of all logs.</summary>
    public string Region => Options.Sources[0].Region ?? Options.Region;

    /// <summary>The name under which the result is sent on: the same range is the same flush again.</summary>
    public string Worker => Range is null ? "replay" : $"replay-{Range.FromMs / 1000}-{Range.ToMs / 1000}";
}
