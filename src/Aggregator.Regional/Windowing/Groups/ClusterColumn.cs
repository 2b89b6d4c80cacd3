using System.Runtime.CompilerServices;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>The clusters of gateway nodes as small numbers, each node looked up once in every copy of the table. One thread.</summary>
internal sealed class ClusterColumn
{
    /// <summary>Addresses and clusters that are remembered.</summary>
    public const int MaxKept = 32_768;

    private const int NotLookedUp = -1;

    // The table compares bytes: texts that would be one label are not one node.
    private readonly ByteNumbers _addresses = new();
    private readonly Numbering<ClusterRow> _clusters = new();
    private ClusterTable? _table;
    private int[] _ofAddress = [NotLookedUp];

    /// <summary>Addresses remembered.</summary>
    public int AddressCount => _addresses.Count;

    /// <summary>Clusters that have a number.</summary>
    public int Count => _clusters.Count;

    /// <summary>The cluster that a number stands for.</summary>
    public ClusterRow this[int number] => _clusters[number];

    /// <summary>The order of the clusters by region, then by name.</summary>
    public LabelRanks Ranks => LabelRanks.Of(_clusters.Values, Compare);

    /// <summary>Their regions: a row for each number.</summary>
    public DictionaryColumn<string> RegionIds() => DictionaryColumn.Of(_clusters.Values, cluster => cluster.RegionId);

    /// <summary>Their names: a row for each number.</summary>
    public DictionaryColumn<string> AppGroups() => DictionaryColumn.Of(_clusters.Values, cluster => cluster.AppGroup);

    /// <summary>The number of a node's cluster in <paramref name="table"/>.</summary>
    public int NumberOf(ReadOnlySpan<byte> localIp, ClusterTable table) => NumberOf(ByteKey.Of(localIp), localIp, table);

    /// <summary>The number of a node's cluster in <paramref name="table"/>.</summary>
    /// <param name="key">The key of its address.</param>
    /// <param name="localIp">Its address.</param>
    /// <param name="table">The table.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NumberOf(in ByteKey key, ReadOnlySpan<byte> localIp, ClusterTable table)
    {
        if (table == _table && _addresses.TryFind(key, localIp, out var address) && _ofAddress[address] is var known and not NotLookedUp) return known;
        return LookUp(key, localIp, table);
    }

    /// <summary>Nobody holds a number any more: forgets the nodes if they are many.</summary>
    public void Trim()
    {
        if (_addresses.Count < MaxKept && _clusters.Count < MaxKept) return;
        _addresses.Clear();
        _clusters.Clear();
        _ofAddress = [NotLookedUp];
    }

    private static int Compare(ClusterRow a, ClusterRow b)
    {
        var order = string.CompareOrdinal(a.RegionId, b.RegionId);
        return order != 0 ? order : string.CompareOrdinal(a.AppGroup, b.AppGroup);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LookUp(in ByteKey key, ReadOnlySpan<byte> localIp, ClusterTable table)
    {
        if (table != _table) Take(table);
        var cluster = _clusters.NumberOf(table.Find(localIp));
        if (!_addresses.TryFind(key, localIp, out var address))
        {
            // An address opens no group, so nothing but this bounds how many are remembered.
            if (localIp.Length > LabelValue.MaxBytes || _addresses.Count >= MaxKept) return cluster;
            address = _addresses.Add(key, localIp);
            if (address == _ofAddress.Length) Array.Resize(ref _ofAddress, 2 * address);
        }
        return _ofAddress[address] = cluster;
    }

    private void Take(ClusterTable table)
    {
        _table = table;
        Array.Fill(_ofAddress, NotLookedUp);
    }
}
