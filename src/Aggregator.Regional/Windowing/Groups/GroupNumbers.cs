using System.Runtime.CompilerServices;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>The key of a group as numbers of its parts' values: valid until the flush.</summary>
internal struct GroupNumbers
{
    public int Window;
    public int Product;
    public int Api;
    public int Version;
    public int CallerUid;
    public int Cluster;
    public int ErrorCode;
    public int BizRegionId;

    /// <summary>The HTTP status itself.</summary>
    public int HttpCode;

    /// <summary>32 bits of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Hash()
    {
        var who = SeededHash.Of(Pair(Product, Api), Pair(CallerUid, Cluster));
        var what = SeededHash.Of(Pair(Version, ErrorCode), Pair(BizRegionId, HttpCode));
        return (uint)(SeededHash.Of(who ^ (uint)Window, what) >> 32);
    }

    /// <summary>True for the same group. Without a branch for each part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Holds(in GroupNumbers other) =>
        ((Window ^ other.Window) | (Product ^ other.Product) | (Api ^ other.Api) | (Version ^ other.Version) | (CallerUid ^ other.CallerUid)
            | (Cluster ^ other.Cluster) | (ErrorCode ^ other.ErrorCode) | (BizRegionId ^ other.BizRegionId) | (HttpCode ^ other.HttpCode)) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}
