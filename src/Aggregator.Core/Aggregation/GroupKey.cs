namespace Aggregator.Core.Aggregation;

/// <summary>
/// What a regional job groups logs by. All strings are in canonical form (see <see cref="Series.LabelValue"/>). The
/// tenant's level is no part of it: it follows from <see cref="CallerUid"/> and is looked up once at the flush.
/// </summary>
/// <param name="WindowStartMs">Start of the window, event time in ms since the Unix epoch.</param>
/// <param name="Product">Product code, such as <c>ecs</c>.</param>
/// <param name="Api">API name.</param>
/// <param name="Version">API version.</param>
/// <param name="CallerUid">The tenant's uid.</param>
/// <param name="RegionId">Region of the gateway node (from the cluster table).</param>
/// <param name="AppGroup">Cluster of the gateway node (from the cluster table).</param>
/// <param name="HttpCode">HTTP status, 0 when missing or no number.</param>
/// <param name="ErrorCode">Error code; empty when the log has none.</param>
/// <param name="BizRegionId">The region that the call was about.</param>
public readonly record struct GroupKey(
    long WindowStartMs, string Product, string Api, string Version, string CallerUid, string RegionId,
    string AppGroup, int HttpCode, string ErrorCode, string BizRegionId);
