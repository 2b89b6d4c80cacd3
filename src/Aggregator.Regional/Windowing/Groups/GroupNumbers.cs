using System.Runtime.InteropServices;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>The key of a group as numbers of <see cref="LabelColumn"/>s: valid until the flush.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct GroupNumbers(
    long WindowStartMs, int Product, int Api, int Version, int CallerUid, int Cluster, int HttpCode, int ErrorCode, int BizRegionId)
{
    /// <summary>32 bits that differ in every key that differs, as far as 32 bits can.</summary>
    public uint Hash()
    {
        var a = Mix((ulong)WindowStartMs ^ ((ulong)(uint)Product << 48) ^ ((ulong)(uint)HttpCode << 32), ((ulong)(uint)Api << 32) | (uint)CallerUid);
        var b = Mix(((ulong)(uint)Version << 32) | (uint)Cluster, ((ulong)(uint)ErrorCode << 32) | (uint)BizRegionId);
        return (uint)(Mix(a, b) >> 32);
    }

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left ^ 0xA076_1D64_78BD_642F, right ^ 0xE703_7ED1_A0B4_28DB, out var low);
        return high ^ low;
    }
}
