using System.Runtime.InteropServices;
using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing;

/// <summary>The groups gathered since the last flush. One thread.</summary>
public sealed class GroupTable
{
    private readonly Dictionary<GroupKey, PartialAggregate> _groups = [];

    /// <summary>Groups held now.</summary>
    public int Count => _groups.Count;

    /// <summary>The partial of a group, new when it has none yet.</summary>
    public PartialAggregate this[in GroupKey key] =>
        CollectionsMarshal.GetValueRefOrAddDefault(_groups, key, out _) ??= new PartialAggregate();

    /// <summary>Every uid of the groups, once.</summary>
    public IReadOnlyCollection<string> Tenants()
    {
        var uids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in _groups.Keys) uids.Add(key.CallerUid);
        return uids;
    }

    /// <summary>
    /// All groups as rows in the order of <see cref="Row.Compare"/>, with the level of their tenant. The table keeps
    /// them until <see cref="Clear"/>, so that a flush that fails can be made again.
    /// </summary>
    public IReadOnlyList<Row> ToRows(IReadOnlyDictionary<string, TenantLevel> levels)
    {
        var rows = new List<Row>(_groups.Count);
        foreach (var (key, measures) in _groups)
        {
            var level = levels.TryGetValue(key.CallerUid, out var known) ? known : TenantLevel.Unresolved;
            rows.Add(new Row(key, level, measures));
        }
        rows.Sort(Row.Compare);
        return rows;
    }

    /// <summary>Forgets all groups; keeps the room they took unless it is far more than what was needed.</summary>
    public void Clear()
    {
        var needed = _groups.Count;
        _groups.Clear();
        if (_groups.Capacity > Math.Max(1024, needed * 4)) _groups.TrimExcess(needed * 2);
    }
}
