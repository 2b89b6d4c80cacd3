namespace Aggregator.Benchmarks.Peers;

/// <summary>What one of the peers' logs says.</summary>
/// <param name="Api">What was called.</param>
/// <param name="Tenant">Who called.</param>
/// <param name="Traits">Random bits of the tenant.</param>
/// <param name="Node">The gateway node that wrote the log.</param>
/// <param name="HttpCode">The answer.</param>
/// <param name="ErrorCode">Empty for an answer that is no error.</param>
/// <param name="LatencyMs">In ms.</param>
/// <param name="EventTime">In s since the Unix epoch.</param>
/// <param name="HasApi">False for the logs that the API is missing from.</param>
internal readonly record struct PeerCall(
    PeerApi Api, PeerTenant Tenant, ulong Traits, PeerNode Node, int HttpCode, string ErrorCode, int LatencyMs, long EventTime, bool HasApi);
