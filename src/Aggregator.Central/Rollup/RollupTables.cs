using System.Globalization;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;

namespace Aggregator.Central.Rollup;

/// <summary>Rolls rows up into the tables of the four namespaces.</summary>
internal sealed class RollupTables
{
    private static readonly string[] CodeTexts =
        [.. Enumerable.Range(0, 1000).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    private readonly Func<string, string, string, string?> _priorityOf;
    private readonly LabelPool _pool = new();
    private readonly TenantLevels _levels;
    private readonly long[] _measures = new long[RowMeasures.Count];
    private readonly long _firstZeroForMs;
    private readonly long _seriesExpiryMs;
    private (string Product, string Api, string Version, string Priority) _lastApi;

    public RollupTables(
        CentralOptions options, RingLayout layout, Func<string, string, string, string?> priorityOf, EventLog events)
    {
        _priorityOf = priorityOf;
        _firstZeroForMs = (long)options.FirstZeroFor.TotalMilliseconds;
        _seriesExpiryMs = (long)options.SeriesExpiry.TotalMilliseconds;
        _levels = new TenantLevels(options.TenantsWithoutLevel);
        var product = new LabelSetBudget("product", options.Budgets.Product, events);
        var api = new LabelSetBudget("api", options.Budgets.Api, events);
        var error = new LabelSetBudget("error_code", options.Budgets.ErrorCode, events);
        var tenant = new LabelSetBudget("tenant", options.Budgets.Tenant, events);
        Budgets = [product, api, error, tenant];
        Product = new RollupTable(RollupDefinitions.Product, product, layout, _pool);
        Api = new RollupTable(RollupDefinitions.Api, api, layout, _pool);
        HttpCode = new RollupTable(RollupDefinitions.HttpCode, error, layout, _pool);
        ErrorCode = new RollupTable(RollupDefinitions.ErrorCode, error, layout, _pool);
        Tenant = new RollupTable(RollupDefinitions.Tenant, tenant, layout, _pool);
        All = [Product, Api, HttpCode, ErrorCode, Tenant];
    }

    public RollupTable Product { get; }

    public RollupTable Api { get; }

    public RollupTable HttpCode { get; }

    public RollupTable ErrorCode { get; }

    public RollupTable Tenant { get; }

    /// <summary>All tables, in the order of the exposition.</summary>
    public IReadOnlyList<RollupTable> All { get; }

    /// <summary>The budget of each namespace, in the order of the exposition.</summary>
    public IReadOnlyList<LabelSetBudget> Budgets { get; }

    /// <summary>Moves every ring to this now.</summary>
    public void Advance(long nowMs)
    {
        foreach (var table in All) table.Ring.Advance(nowMs);
        _lastApi = default;
    }

    /// <summary>Adds a row to every namespace it belongs to: to the counters, and to its slot for the gauges.</summary>
    public void Add(Row row, MergeContext context)
    {
        var (key, logs) = (row.Key, row.Measures.Count);
        RowMeasures.Fill(row, _measures);
        Add(Product, ProductKey(key));
        Add(Api, new LabelKey(key.Product, key.Api, key.Version, PriorityOf(key)));
        if (key.HttpCode >= 400) Add(HttpCode, new LabelKey(key.Product, key.Api, CodeText(key.HttpCode)));
        if (key.ErrorCode.Length > 0) Add(ErrorCode, new LabelKey(key.Product, key.Api, key.ErrorCode));
        AddTenant(row, context);

        void Add(RollupTable table, in LabelKey labels) => table.Add(table.Admit(labels, logs), context, row, _measures);
    }

    /// <summary>Adds a row whose window ended too long ago: to its product's late counters, and to nothing else.</summary>
    public void AddLate(Row row, MergeContext context)
    {
        RowMeasures.Fill(row, _measures);
        Product.AddLate(Product.Admit(ProductKey(row.Key), row.Measures.Count), context, _measures);
    }

    /// <summary>A publication is made: new counters begin to show 0, gauges without traffic end. Neither in event time.</summary>
    public void MarkPublished(long nowMs, bool eventTime)
    {
        var zeroUntilMs = eventTime ? long.MinValue : nowMs + _firstZeroForMs;
        var idleBeforeMs = eventTime ? long.MinValue : nowMs - _seriesExpiryMs;
        foreach (var table in All)
        {
            foreach (ref var set in table.Sets)
            {
                if (set.Text is not null) set.MarkPublished(zeroUntilMs, idleBeforeMs);
            }
        }
    }

    /// <summary>Counts every label set as merged at this wall time.</summary>
    public void RestartAges(long wallMs)
    {
        foreach (var table in All)
        {
            foreach (ref var set in table.Sets) set.RestartAges(wallMs);
        }
    }

    /// <summary>Ends the label sets that had no row for too long.</summary>
    public void Expire(long nowMs, long expiryMs)
    {
        var ended = 0;
        foreach (var table in All)
        {
            var keys = table.Expire(nowMs, expiryMs);
            ended += keys.Count;
            if (table != Tenant) continue;
            foreach (var key in keys) _levels.Forget(key);
        }
        if (ended > 0) _pool.Clear();
    }

    private void AddTenant(Row row, MergeContext context)
    {
        var uid = row.Key.CallerUid;
        var (key, isReserved) = _levels.KeyOf(uid, row.Level);
        var id = isReserved ? Tenant.AdmitReserved(key) : Tenant.Admit(key, row.Measures.Count);
        Tenant.Add(id, context, row, _measures);
        if (!Tenant.IsOverflow(id)) _levels.Learn(uid, row.Level);
    }

    private static LabelKey ProductKey(in GroupKey key) => new(key.Product, key.RegionId, key.BizRegionId);

    private string PriorityOf(in GroupKey key)
    {
        // Rows are sorted by product, API and version, so one look-up serves many rows.
        if (_lastApi.Priority is null || !IsLastApi(key))
        {
            var priority = _priorityOf(key.Product, key.Api, key.Version);
            _lastApi = (key.Product, key.Api, key.Version, string.IsNullOrEmpty(priority) ? LabelValue.Unknown : priority);
        }
        return _lastApi.Priority;
    }

    private bool IsLastApi(in GroupKey key) =>
        string.Equals(_lastApi.Api, key.Api, StringComparison.Ordinal)
        && string.Equals(_lastApi.Product, key.Product, StringComparison.Ordinal)
        && string.Equals(_lastApi.Version, key.Version, StringComparison.Ordinal);

    private static string CodeText(int code) =>
        code < CodeTexts.Length ? CodeTexts[code] : code.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes all state, to be read by <see cref="Load"/>.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (var budget in Budgets) budget.Save(writer);
        foreach (var table in All) table.Save(writer);
        _levels.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        foreach (var budget in Budgets) budget.Load(reader);
        foreach (var table in All) table.Load(reader);
        _levels.Load(reader, _pool);
    }
}
