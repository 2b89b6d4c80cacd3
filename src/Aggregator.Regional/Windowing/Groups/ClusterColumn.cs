using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>The clusters of gateway nodes as small numbers, each node looked up once in every copy of the table. One thread.</summary>
internal sealed class ClusterColumn
{
    private const int NotLookedUp = -1;

    // The table compares bytes: texts that would be one label are not one node. Latin-1 says every byte as it is.
    private readonly LabelColumn _addresses = new("", Encoding.Latin1.GetString);
    private readonly Numbering<ClusterRow> _clusters = new();
    private ClusterTable? _table;
    private int[] _ofAddress = [];

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
    public int NumberOf(ReadOnlySpan<byte> localIp, ClusterTable table)
    {
        if (table != _table) Take(table);
        // An address opens no group, so nothing but this bounds how many are remembered.
        if (localIp.Length > LabelValue.MaxBytes || _addresses.Count >= LabelColumn.MaxKept) return _clusters.NumberOf(table.Find(localIp));
        var address = _addresses.NumberOf(localIp);
        if (address < _ofAddress.Length && _ofAddress[address] is var known and not NotLookedUp) return known;
        return LookUp(address, localIp, table);
    }

    /// <summary>Nobody holds a number any more: forgets the nodes if they are many.</summary>
    public void Trim()
    {
        if (!_addresses.Trim() && _clusters.Count < LabelColumn.MaxKept) return;
        _clusters.Clear();
        _ofAddress = [];
    }

    private static int Compare(ClusterRow a, ClusterRow b)
    {
        var order = string.CompareOrdinal(a.RegionId, b.RegionId);
        return order != 0 ? order : string.CompareOrdinal(a.AppGroup, b.AppGroup);
    }

    private void Take(ClusterTable table)
    {
        _table = table;
        Array.Fill(_ofAddress, NotLookedUp);
    }

    private int LookUp(int address, ReadOnlySpan<byte> localIp, ClusterTable table)
    {
        if (address >= _ofAddress.Length)
        {
            var before = _ofAddress.Length;
            Array.Resize(ref _ofAddress, Math.Max(64, 2 * (address + 1)));
            Array.Fill(_ofAddress, NotLookedUp, before, _ofAddress.Length - before);
        }
        return _ofAddress[address] = _clusters.NumberOf(table.Find(localIp));
    }
}
