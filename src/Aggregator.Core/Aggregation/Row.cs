namespace Aggregator.Core.Aggregation;

/// <summary>One row of the compact topic: a group, its tenant's level, and its measures since the last flush.</summary>
public sealed record Row(GroupKey Key, TenantLevel Level, PartialAggregate Measures)
{
    /// <summary>
    /// The order of rows in a batch and in every output: window, then the keys that repeat most first, all by ordinal.
    /// </summary>
    public static int Compare(Row left, Row right)
    {
        ref readonly var a = ref left._key;
        ref readonly var b = ref right._key;
        var order = a.WindowStartMs.CompareTo(b.WindowStartMs);
        if (order == 0) order = string.CompareOrdinal(a.Product, b.Product);
        if (order == 0) order = string.CompareOrdinal(a.Api, b.Api);
        if (order == 0) order = string.CompareOrdinal(a.Version, b.Version);
        if (order == 0) order = string.CompareOrdinal(a.RegionId, b.RegionId);
        if (order == 0) order = string.CompareOrdinal(a.AppGroup, b.AppGroup);
        if (order == 0) order = string.CompareOrdinal(a.BizRegionId, b.BizRegionId);
        if (order == 0) order = a.HttpCode.CompareTo(b.HttpCode);
        if (order == 0) order = string.CompareOrdinal(a.ErrorCode, b.ErrorCode);
        if (order == 0) order = TenantLevel.Compare(left.Level, right.Level);
        if (order == 0) order = string.CompareOrdinal(a.CallerUid, b.CallerUid);
        return order;
    }

    private readonly GroupKey _key = Key;

    /// <summary>The group.</summary>
    public GroupKey Key { get => _key; init => _key = value; }
}
