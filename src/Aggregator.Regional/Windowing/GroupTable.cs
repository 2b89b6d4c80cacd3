using System.Runtime.CompilerServices;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Aggregation.Ordering;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Windowing.Groups;

namespace Aggregator.Regional.Windowing;

/// <summary>The groups gathered since the last flush. One thread.</summary>
/// <param name="mostLogs">Logs after which it is full.</param>
public sealed class GroupTable(int mostLogs = GroupTable.MostLogs)
{
    /// <summary>
    /// Logs after which a table is full: those of one group, and half as many more that are read before anybody looks, have
    /// no higher sum of latencies than a row may say, were each of 24 h.
    /// </summary>
    public const int MostLogs = 1 << 23;

    // Enough for all the memory that they need to be fetched at once, few enough to stay in the first cache.
    private const int BatchLogs = 128;

    private static readonly (long, int) NoWindow = (long.MinValue, 0);

    private readonly LabelColumn _products = new(LabelValue.Unknown);
    private readonly LabelColumn _apis = new(LabelValue.Unknown);
    private readonly LabelColumn _versions = new(LabelValue.Unknown);
    private readonly LabelColumn _uids = new(LabelValue.Unknown);
    private readonly LabelColumn _errorCodes = new("");
    private readonly LabelColumn _bizRegions = new(LabelValue.Unknown);
    private readonly ClusterColumn _clusters = new();
    private readonly Numbering<long> _windows = new();
    private readonly GroupEntries _groups = new();
    private readonly PendingLog[] _pending = new PendingLog[BatchLogs];
    private int _pendingCount;
    private int _logs;
    private (long StartMs, int Number) _window = NoWindow;

    /// <summary>Groups held now.</summary>
    public int Count
    {
        get
        {
            AddPending();
            return _groups.Count;
        }
    }

    /// <summary>True when a flush must be made before many more logs are added.</summary>
    public bool IsFull => _logs >= mostLogs;

    /// <summary>Adds a log to its group.</summary>
    /// <param name="windowStartMs">Its window.</param>
    /// <param name="log">The log.</param>
    /// <param name="clusters">Where its node is looked up.</param>
    /// <param name="slowMs">A longer latency is slow.</param>
    public void Add(long windowStartMs, in LogValues log, ClusterTable clusters, long slowMs)
    {
        ref var pending = ref _pending[_pendingCount];
        pending.Key.Window = NumberOf(windowStartMs);
        pending.Key.Product = NumberOf(_products, log, LogRecord.Fields.Product);
        pending.Key.Api = NumberOf(_apis, log, LogRecord.Fields.Api);
        pending.Key.Version = NumberOf(_versions, log, LogRecord.Fields.Version);
        pending.Key.ErrorCode = NumberOf(_errorCodes, log, LogRecord.Fields.ErrorCode);
        pending.Key.BizRegionId = NumberOf(_bizRegions, log, LogRecord.Fields.BizRegionId);
        pending.Key.HttpCode = log.HttpCode;
        var localIp = log.From(LogRecord.Fields.LocalIp, out var length);
        pending.Key.Cluster = _clusters.NumberOf(ByteKey.Of(localIp, length), localIp[..length], clusters);
        SetUid(ref pending, log);
        pending.LatencyMs = (int)log.LatencyMs;
        pending.IsSlow = log.LatencyMs > slowMs;
        if (++_pendingCount == BatchLogs) AddPending();
    }

    /// <summary>
    /// All groups as rows in the order of <see cref="Row.Compare"/>, with the level of their tenant. The table keeps
    /// them until <see cref="Clear"/>, so that a flush that fails can be made again.
    /// </summary>
    /// <param name="tenants">Where the levels are looked up.</param>
    /// <param name="limited">Says which groups' logs were limited.</param>
    public RowSet ToRows(ITenantLookup tenants, LimitedRule limited)
    {
        AddPending();
        var groups = new GroupColumns(_groups, _windows.Values);
        var levels = groups.LevelsOf(_uids, tenants);

        // From the part that decides last to the one that decides first.
        var order = new RankOrder(_groups.Count);
        order.By(groups.CallerUid, _uids.Ranks);
        order.By(levels.Numbers, Ranks.Of(levels.Values, TenantLevel.Compare));
        order.By(groups.ErrorCode, _errorCodes.Ranks);
        order.By(groups.HttpCode.Numbers, Ranks.Of(groups.HttpCode.Values, (a, b) => a - b));
        order.By(groups.BizRegionId, _bizRegions.Ranks);
        order.By(groups.Cluster, _clusters.Ranks);
        order.By(groups.Version, _versions.Ranks);
        order.By(groups.Api, _apis.Ranks);
        order.By(groups.Product, _products.Ranks);
        order.By(groups.WindowStartMs.Numbers, Ranks.Of(groups.WindowStartMs.Values, (a, b) => a.CompareTo(b)));
        var places = order.Places();

        var clusters = Pick(groups.Cluster, places);
        var errorCodes = _errorCodes.Names();
        var limitedErrors = Array.ConvertAll(errorCodes, limited.HoldsFor);
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
            ErrorCode = new(errorCodes, Pick(groups.ErrorCode, places)),
            Level = levels.Pick(places),
            CallerUid = new(_uids.Names(), Pick(groups.CallerUid, places)),
            Measures = _groups.MeasuresOf(places, (httpCode, errorCode) => limitedErrors[errorCode] || limited.HoldsFor(httpCode)),
        }]);
    }

    /// <summary>Forgets all groups.</summary>
    public void Clear()
    {
        _groups.Clear();
        _windows.Clear();
        (_pendingCount, _logs, _window) = (0, 0, NoWindow);
        foreach (var column in new[] { _products, _apis, _versions, _uids, _errorCodes, _bizRegions }) column.Trim();
        _clusters.Trim();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NumberOf(LabelColumn column, in LogValues log, int field)
    {
        var bytes = log.From(field, out var length);
        if (length == 0) return LabelColumn.Empty;
        return column.NumberOf(ByteKey.Of(bytes, length), bytes[..length]);
    }

    // Tenants are many: their places in memory are fetched ahead, and looked up when they are there. 30 ns less a log with
    // 350,000 tenants.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetUid(ref PendingLog pending, in LogValues log)
    {
        var uid = log.From(LogRecord.Fields.CallerUid, out var length);
        var key = ByteKey.Of(uid, length);
        if (key.IsWhole)
        {
            pending.Key.CallerUid = LabelColumn.Empty;
            pending.Uid = key;
            _uids.Prefetch(key);
            return;
        }
        pending.Uid = default;
        pending.Key.CallerUid = _uids.NumberOf(key, uid[..length]);
    }

    private void AddPending()
    {
        var logs = _pending.AsSpan(0, _pendingCount);
        foreach (ref var log in logs)
        {
            if (log.Uid.Length > 0) log.Key.CallerUid = _uids.NumberOf(log.Uid, default);
        }
        _groups.Add(logs);
        _logs += _pendingCount;
        _pendingCount = 0;
    }

    // Most logs are of the window of the log before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NumberOf(long windowStartMs)
    {
        if (windowStartMs != _window.StartMs) _window = (windowStartMs, _windows.NumberOf(windowStartMs));
        return _window.Number;
    }

    private static int[] Pick(int[] numbers, int[] places) => Array.ConvertAll(places, place => numbers[place]);
}
