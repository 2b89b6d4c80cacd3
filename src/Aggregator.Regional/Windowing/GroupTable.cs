using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Windowing.Groups;

namespace Aggregator.Regional.Windowing;

/// <summary>The groups gathered since the last flush. One thread.</summary>
public sealed class GroupTable
{
    private const int MinRowsToRank = 2_000;

    private readonly LabelColumn _products = new(LabelValue.Unknown);
    private readonly LabelColumn _apis = new(LabelValue.Unknown);
    private readonly LabelColumn _versions = new(LabelValue.Unknown);
    private readonly LabelColumn _uids = new(LabelValue.Unknown);
    private readonly LabelColumn _errorCodes = new("");
    private readonly LabelColumn _bizRegions = new(LabelValue.Unknown);
    private readonly ClusterColumn _clusters = new();
    private readonly GroupEntries _groups = new();

    /// <summary>Groups held now.</summary>
    public int Count => _groups.Count;

    /// <summary>Adds a log to its group.</summary>
    /// <param name="windowStartMs">Its window.</param>
    /// <param name="log">The log.</param>
    /// <param name="clusters">Where its node is looked up.</param>
    /// <param name="slowMs">A longer latency is slow.</param>
    /// <param name="limited">Says whether it was limited.</param>
    public void Add(long windowStartMs, in LogValues log, ClusterTable clusters, long slowMs, LimitedRule limited)
    {
        var errorCode = _errorCodes.NumberOf(log[LogRecord.Fields.ErrorCode]);
        var key = new GroupNumbers(
            windowStartMs,
            _products.NumberOf(log[LogRecord.Fields.Product]),
            _apis.NumberOf(log[LogRecord.Fields.Api]),
            _versions.NumberOf(log[LogRecord.Fields.Version]),
            _uids.NumberOf(log[LogRecord.Fields.CallerUid]),
            _clusters.NumberOf(log[LogRecord.Fields.LocalIp], clusters),
            log.HttpCode,
            errorCode,
            _bizRegions.NumberOf(log[LogRecord.Fields.BizRegionId]));
        _groups.Add(key, log.LatencyMs, log.LatencyMs > slowMs, limited.Holds(log.HttpCode, _errorCodes[errorCode]));
    }

    /// <summary>Every uid of the groups, once.</summary>
    public IReadOnlyCollection<string> Tenants()
    {
        var (count, isSeen, uids) = (_groups.Count, new bool[_uids.Count], new List<string>());
        for (var place = 0; place < count; place++)
        {
            ref var seen = ref isSeen[_groups[place].Key.CallerUid];
            if (!seen) uids.Add(_uids[_groups[place].Key.CallerUid]);
            seen = true;
        }
        return uids;
    }

    /// <summary>
    /// All groups as rows in the order of <see cref="Row.Compare"/>, with the level of their tenant. The table keeps
    /// them until <see cref="Clear"/>, so that a flush that fails can be made again. Valid until the next log is added.
    /// </summary>
    public IReadOnlyList<Row> ToRows(IReadOnlyDictionary<string, TenantLevel> levels)
    {
        var levelOf = LevelsOfTenants(levels);
        // Ranks are worked out over all values that columns hold, which is too much work for few rows.
        var order = Count >= MinRowsToRank ? OrderOf(levelOf) : null;
        var rows = new List<Row>(Count);
        if (order is { Fits: true })
        {
            foreach (var place in order.Places(_groups, _uids)) rows.Add(RowAt(place, levelOf));
        }
        else
        {
            for (var place = 0; place < rows.Capacity; place++) rows.Add(RowAt(place, levelOf));
            rows.Sort(Row.Compare);
        }
        return rows;
    }

    private Row RowAt(int place, TenantLevel[] levelOf)
    {
        ref readonly var group = ref _groups[place];
        return new Row(KeyOf(group.Key), levelOf[group.Key.CallerUid], _groups.PartialOf(place));
    }

    /// <summary>By the uid's number; only of the groups' uids.</summary>
    private TenantLevel[] LevelsOfTenants(IReadOnlyDictionary<string, TenantLevel> levels)
    {
        var levelOf = new TenantLevel[_uids.Count];
        var isSet = new bool[_uids.Count];
        for (var place = 0; place < _groups.Count; place++)
        {
            var uid = _groups[place].Key.CallerUid;
            if (isSet[uid]) continue;
            isSet[uid] = true;
            levelOf[uid] = levels.TryGetValue(_uids[uid], out var known) ? known : TenantLevel.Unresolved;
        }
        return levelOf;
    }

    private GroupOrder OrderOf(TenantLevel[] levelOf)
    {
        var (windows, codes, levels) = (new Numbering<long>(), new Numbering<int>(), new Numbering<TenantLevel>());
        for (var place = 0; place < _groups.Count; place++)
        {
            windows.NumberOf(_groups[place].Key.WindowStartMs);
            codes.NumberOf(_groups[place].Key.HttpCode);
        }
        var levelNumbers = Array.ConvertAll(levelOf, levels.NumberOf);
        return new GroupOrder()
            .Then(LabelRanks.Of(windows.Count, number => windows[number], (a, b) => a.CompareTo(b)), key => windows.NumberOf(key.WindowStartMs))
            .Then(RanksOf(_products), key => key.Product)
            .Then(RanksOf(_apis), key => key.Api)
            .Then(RanksOf(_versions), key => key.Version)
            .Then(LabelRanks.Of(_clusters.Count, number => _clusters[number], CompareClusters), key => key.Cluster)
            .Then(RanksOf(_bizRegions), key => key.BizRegionId)
            .Then(LabelRanks.Of(codes.Count, number => codes[number], (a, b) => a - b), key => codes.NumberOf(key.HttpCode))
            .Then(RanksOf(_errorCodes), key => key.ErrorCode)
            .Then(LabelRanks.Of(levels.Count, number => levels[number], CompareLevels), key => levelNumbers[key.CallerUid]);
    }

    private static LabelRanks RanksOf(LabelColumn column) =>
        LabelRanks.Of(column.Count, number => column[number], string.CompareOrdinal);

    private static int CompareClusters(ClusterRow a, ClusterRow b)
    {
        var order = string.CompareOrdinal(a.RegionId, b.RegionId);
        return order != 0 ? order : string.CompareOrdinal(a.AppGroup, b.AppGroup);
    }

    private static int CompareLevels(TenantLevel a, TenantLevel b)
    {
        var order = string.CompareOrdinal(a.Label, b.Label);
        return order != 0 ? order : (int)a.State - (int)b.State;
    }

    /// <summary>Forgets all groups.</summary>
    public void Clear()
    {
        _groups.Clear();
        foreach (var column in new[] { _products, _apis, _versions, _uids, _errorCodes, _bizRegions }) column.Trim();
        _clusters.Trim();
    }

    private GroupKey KeyOf(in GroupNumbers key)
    {
        var cluster = _clusters[key.Cluster];
        return new GroupKey(
            key.WindowStartMs, _products[key.Product], _apis[key.Api], _versions[key.Version], _uids[key.CallerUid],
            cluster.RegionId, cluster.AppGroup, key.HttpCode, _errorCodes[key.ErrorCode], _bizRegions[key.BizRegionId]);
    }
}
