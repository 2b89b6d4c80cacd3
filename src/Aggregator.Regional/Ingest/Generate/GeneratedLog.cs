namespace Aggregator.Regional.Ingest.Generate;

/// <summary>The facts of one generated log, so that a test knows the truth without reading the log's bytes.</summary>
/// <param name="Number">Which log, from 0.</param>
/// <param name="EventTimeMs">Event time as the log tells it, in whole seconds; ms since the Unix epoch.</param>
/// <param name="Api">What was called; the log's Api is empty when <see cref="GeneratedDamage.NoApi"/>.</param>
/// <param name="Node">The gateway node that wrote the log.</param>
/// <param name="Tenant">Rank of the tenant that called.</param>
/// <param name="CallerUid">The tenant's uid.</param>
/// <param name="BizRegionId">The region that the call was about.</param>
/// <param name="Domain">The name that was called; a few warm-up calls have one of their own.</param>
/// <param name="HttpCode">HTTP status.</param>
/// <param name="ErrorCode">Error code; empty for none.</param>
/// <param name="LatencyMs">Latency in ms.</param>
/// <param name="Damage">What is wrong with the log.</param>
public readonly record struct GeneratedLog(
    long Number, long EventTimeMs, GeneratedApi Api, GeneratedNode Node, int Tenant, string CallerUid, string BizRegionId,
    string Domain, int HttpCode, string ErrorCode, long LatencyMs, GeneratedDamage Damage);

/// <summary>What is wrong with a generated log.</summary>
public enum GeneratedDamage
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The API is empty.</summary>
    NoApi,

    /// <summary>The line ends in the middle.</summary>
    CutOff,
}
