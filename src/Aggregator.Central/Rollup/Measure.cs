namespace Aggregator.Central.Rollup;

/// <summary>What is measured of a row. All are whole numbers; all but <see cref="RtMax"/> are sums.</summary>
internal enum Measure
{
    /// <summary>Logs.</summary>
    Requests,

    Http2xx,
    Http3xx,
    Http4xx,
    Http5xx,
    Http503,

    /// <summary>Logs slower than the threshold.</summary>
    Slow,

    /// <summary>Logs that were throttled.</summary>
    Limited,

    /// <summary>Logs that carry a latency.</summary>
    RtCount,

    /// <summary>Sum of latencies in ms.</summary>
    RtSum,

    /// <summary>Highest latency in ms.</summary>
    RtMax,
}
