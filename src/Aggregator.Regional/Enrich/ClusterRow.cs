using Aggregator.Core.Series;

namespace Aggregator.Regional.Enrich;

/// <summary>What the cluster table says of a gateway node, in canonical form.</summary>
/// <param name="AppGroup">The cluster's name.</param>
/// <param name="RegionId">The region that it stands in.</param>
public readonly record struct ClusterRow(string AppGroup, string RegionId)
{
    /// <summary>A node that the table does not name.</summary>
    public static ClusterRow Unknown => new(LabelValue.Unknown, LabelValue.Unknown);
}
