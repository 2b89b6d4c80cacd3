namespace Aggregator.Tests.Oracle;

/// <summary>A log as a person would write it down. Empty text is a missing field, null no (usable) latency.</summary>
internal sealed record OracleLog(
    long TimeMs, string Product, string Api, string Version, string Uid, string LocalIp, string HttpCode, string ErrorCode,
    long? LatencyMs, string BizRegionId);

/// <summary>The dimension tables; a key that is not in one has no row.</summary>
internal sealed record OracleDimensions
{
    /// <summary>App group and region by address of the gateway node.</summary>
    public Dictionary<string, (string AppGroup, string RegionId)> Clusters { get; init; } = [];

    /// <summary>Level by uid.</summary>
    public Dictionary<string, string> Levels { get; init; } = [];

    /// <summary>Priority by product, API and version.</summary>
    public Dictionary<(string Product, string Api, string Version), string> Priorities { get; init; } = [];
}

/// <summary>A row of the compact topic, of all the logs there are.</summary>
internal sealed record OracleRow(
    long WindowStartMs, string Product, string Api, string Version, string CallerUid, string RegionId, string AppGroup,
    string GcLevel, int HttpCode, string ErrorCode, string BizRegionId,
    long Count, long RtCount, long RtSum, long RtMax, long Slow, long Http2xx, long Http5xx, long Http503, long Throttled);
