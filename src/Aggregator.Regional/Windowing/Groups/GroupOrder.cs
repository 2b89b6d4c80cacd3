using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// Puts groups into the order of <see cref="Row.Compare"/> without comparing texts: every part of a key but the uid is
/// replaced by its rank, and the ranks are packed into one number. Half a million rows take a quarter of the time so.
/// </summary>
internal sealed class GroupOrder
{
    private readonly List<(LabelRanks Ranks, Func<GroupNumbers, int> Part)> _parts = [];

    private int Bits => _parts.Sum(part => part.Ranks.Bits);

    /// <summary>Adds the next part of the key, in the order in which parts are compared.</summary>
    public GroupOrder Then(LabelRanks ranks, Func<GroupNumbers, int> part)
    {
        _parts.Add((ranks, part));
        return this;
    }

    /// <summary>True when the ranks fit into the number; else rows must be compared one with the other.</summary>
    public bool Fits => Bits <= 128;

    /// <summary>The groups' places in order.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="uids">What decides where everything else is equal.</param>
    public int[] Places(GroupEntries groups, LabelColumn uids)
    {
        var keys = new PackedKey[groups.Count];
        for (var place = 0; place < keys.Length; place++) keys[place] = new PackedKey(Pack(groups[place].Key), place);
        keys.AsSpan().Sort(new PackedOrder(groups, uids));
        return Array.ConvertAll(keys, key => key.Place);
    }

    private UInt128 Pack(GroupNumbers key)
    {
        UInt128 packed = 0;
        foreach (var (ranks, part) in _parts) packed = (packed << ranks.Bits) | ranks[part(key)];
        return packed;
    }

    private readonly record struct PackedKey(UInt128 Packed, int Place);

    private readonly struct PackedOrder(GroupEntries groups, LabelColumn uids) : IComparer<PackedKey>
    {
        public int Compare(PackedKey x, PackedKey y)
        {
            var order = x.Packed.CompareTo(y.Packed);
            return order != 0 ? order : string.CompareOrdinal(UidOf(x.Place), UidOf(y.Place));
        }

        private string UidOf(int place) => uids[groups[place].Key.CallerUid];
    }
}
