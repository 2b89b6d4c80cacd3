using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Series;

namespace Aggregator.Central.Rollup;

/// <summary>Rolls rows up into the tables of the four namespaces.</summary>
internal sealed class RollupTables
{
    private readonly Func<string, string, string, string?> _priorityOf;
    private readonly LabelPool _pool = new();
    private readonly long _firstZeroForMs;
    private readonly long _seriesExpiryMs;

    public RollupTables(
        CentralOptions options, RingLayout layout, Func<string, string, string, string?> priorityOf, EventLog events)
    {
        _priorityOf = priorityOf;
        _firstZeroForMs = (long)options.FirstZeroFor.TotalMilliseconds;
        _seriesExpiryMs = (long)options.SeriesExpiry.TotalMilliseconds;
        Levels = new TenantLevels(options.TenantsWithoutLevel);
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

    /// <summary>Every tenant's level.</summary>
    public TenantLevels Levels { get; }

    /// <summary>All tables, in the order of the exposition.</summary>
    public IReadOnlyList<RollupTable> All { get; }

    /// <summary>The budget of each namespace, in the order of the exposition.</summary>
    public IReadOnlyList<LabelSetBudget> Budgets { get; }

    /// <summary>Moves every ring to this now.</summary>
    public void Advance(long nowMs)
    {
        foreach (var table in All) table.Ring.Advance(nowMs);
    }

    /// <summary>The label values of an API, with the priority that it has now.</summary>
    public LabelKey ApiKey(string product, string api, string version)
    {
        var priority = _priorityOf(product, api, version);
        return new LabelKey(product, api, version, string.IsNullOrEmpty(priority) ? LabelValue.Unknown : priority);
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
            foreach (var key in keys) Levels.Forget(key);
        }
        if (ended > 0) _pool.Clear();
    }

    /// <summary>Writes all state, to be read by <see cref="Load"/>.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (var budget in Budgets) budget.Save(writer);
        foreach (var table in All) table.Save(writer);
        Levels.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        foreach (var budget in Budgets) budget.Load(reader);
        foreach (var table in All) table.Load(reader);
        Levels.Load(reader, _pool);
    }
}
