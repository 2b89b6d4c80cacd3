namespace Aggregator.Regional.Windowing.Groups;

/// <summary>The key of a group as numbers of <see cref="LabelColumn"/>s: valid until the flush.</summary>
internal readonly record struct GroupNumbers(
    long WindowStartMs, int Product, int Api, int Version, int CallerUid, int Cluster, int HttpCode, int ErrorCode, int BizRegionId)
{
    /// <summary>32 bits of it.</summary>
    public uint Hash()
    {
        var who = SeededHash.Of(((ulong)(uint)Product << 32) | (uint)Api, ((ulong)(uint)CallerUid << 32) | (uint)Cluster);
        var what = SeededHash.Of(((ulong)(uint)Version << 32) | (uint)ErrorCode, ((ulong)(uint)BizRegionId << 32) | (uint)HttpCode);
        return (uint)(SeededHash.Of(who ^ (ulong)WindowStartMs, what) >> 32);
    }
}
