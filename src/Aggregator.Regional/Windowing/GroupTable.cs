using System.Runtime.CompilerServices;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Windowing.Groups;

namespace Aggregator.Regional.Windowing;

/// <summary>The groups gathered since the last flush. One thread.</summary>
public sealed class GroupTable
{
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
        var errorCode = NumberOf(_errorCodes, log, LogRecord.Fields.ErrorCode);
        var localIp = log.From(LogRecord.Fields.LocalIp, out var length);
        var key = new GroupNumbers(
            windowStartMs,
            NumberOf(_products, log, LogRecord.Fields.Product),
            NumberOf(_apis, log, LogRecord.Fields.Api),
            NumberOf(_versions, log, LogRecord.Fields.Version),
            NumberOf(_uids, log, LogRecord.Fields.CallerUid),
            _clusters.NumberOf(ByteKey.Of(localIp, length), localIp[..length], clusters),
            log.HttpCode,
            errorCode,
            NumberOf(_bizRegions, log, LogRecord.Fields.BizRegionId));
        _groups.Add(key, log.LatencyMs, log.LatencyMs > slowMs, limited.Holds(log.HttpCode, _errorCodes[errorCode]));
    }

    /// <summary>
    /// All groups as rows in the order of <see cref="Row.Compare"/>, with the level of their tenant. The table keeps
    /// them until <see cref="Clear"/>, so that a flush that fails can be made again.
    /// </summary>
    public RowSet ToRows(ITenantLookup tenants)
    {
        var groups = new GroupColumns(_groups, Count);
        var levels = groups.LevelsOf(_uids, tenants);

        // From the part that decides last to the one that decides first.
        var order = new GroupOrder(Count);
        order.By(groups.CallerUid, _uids.Ranks);
        order.By(levels.Numbers, LabelRanks.Of(levels.Values, TenantLevel.Compare));
        order.By(groups.ErrorCode, _errorCodes.Ranks);
        order.By(groups.HttpCode.Numbers, LabelRanks.Of(groups.HttpCode.Values, (a, b) => a - b));
        order.By(groups.BizRegionId, _bizRegions.Ranks);
        order.By(groups.Cluster, _clusters.Ranks);
        order.By(groups.Version, _versions.Ranks);
        order.By(groups.Api, _apis.Ranks);
        order.By(groups.Product, _products.Ranks);
        order.By(groups.WindowStartMs.Numbers, LabelRanks.Of(groups.WindowStartMs.Values, (a, b) => a.CompareTo(b)));
        var places = order.Places();

        var clusters = Pick(groups.Cluster, places);
        return new RowSet([new RowBlock
        {
            WindowStartMs = groups.WindowStartMs.Pick(places).ToArray(),
            Product = new(_products.Names(), Pick(groups.Product, places)),
            Api = new(_apis.Names(), Pick(groups.Api, places)),
            Version = new(_versions.Names(), Pick(groups.Version, places)),
            RegionId = _clusters.RegionIds().Pick(clusters),
            AppGroup = _clusters.AppGroups().Pick(clusters),
            BizRegionId = new(_bizRegions.Names(), Pick(groups.BizRegionId, places)),
            HttpCode = groups.HttpCode.Pick(places),
            ErrorCode = new(_errorCodes.Names(), Pick(groups.ErrorCode, places)),
            Level = levels.Pick(places),
            CallerUid = new(_uids.Names(), Pick(groups.CallerUid, places)),
            Measures = _groups.MeasuresOf(places),
        }]);
    }

    /// <summary>Forgets all groups.</summary>
    public void Clear()
    {
        _groups.Clear();
        foreach (var column in new[] { _products, _apis, _versions, _uids, _errorCodes, _bizRegions }) column.Trim();
        _clusters.Trim();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NumberOf(LabelColumn column, in LogValues log, int field)
    {
        var bytes = log.From(field, out var length);
        return column.NumberOf(ByteKey.Of(bytes, length), bytes[..length]);
    }

    private static int[] Pick(int[] numbers, int[] places) => Array.ConvertAll(places, place => numbers[place]);
}
