using System.Globalization;
using Aggregator.Central.Rollup;
using Aggregator.Core.Aggregation;

namespace Aggregator.Tests.Central.Rollup;

/// <summary>
/// The law of the merge, the slow twin of <see cref="BlockRollup"/>: each row by itself, as an object, its label sets looked up
/// by their values in every table that it belongs to.
/// </summary>
internal sealed class RowByRowMerge(RollupTables tables)
{
    private readonly long[] _measures = new long[(int)Measure.RtMax + 1];
    private readonly LatencyHistogram _none = new();

    public void Add(Row row, MergeContext context, long lateBeforeMs)
    {
        var key = row.Key;
        Fill(row);
        var product = new LabelKey(key.Product, key.RegionId, key.BizRegionId);
        if (key.WindowStartMs < lateBeforeMs)
        {
            tables.Product.AddLate(Admit(tables.Product, product), context, _measures);
            return;
        }
        Add(tables.Product, product);
        Add(tables.Api, tables.ApiKey(key.Product, key.Api, key.Version));
        if (key.HttpCode >= 400) Add(tables.HttpCode, new LabelKey(key.Product, key.Api, key.HttpCode.ToString(CultureInfo.InvariantCulture)));
        if (key.ErrorCode.Length > 0) Add(tables.ErrorCode, new LabelKey(key.Product, key.Api, key.ErrorCode));
        var (tenant, isReserved) = tables.Levels.KeyOf(key.CallerUid, row.Level);
        var id = isReserved ? tables.Tenant.AdmitReserved(tenant) : Admit(tables.Tenant, tenant);
        tables.Tenant.Add(id, context, key.WindowStartMs, _measures, _none.Buckets);
        if (!tables.Tenant.IsOverflow(id)) tables.Levels.Learn(key.CallerUid, row.Level);

        void Add(RollupTable table, LabelKey labels)
        {
            var latencies = new LatencyHistogram();
            row.Measures.AddLatenciesTo(latencies);
            table.Add(Admit(table, labels), context, key.WindowStartMs, _measures, latencies.Buckets);
        }
    }

    private int Admit(RollupTable table, LabelKey key) =>
        table.Admit(key) is var id && id != RollupTable.Refused ? id : table.Refuse(key.First, _measures[(int)Measure.Requests]);

    private void Fill(Row row)
    {
        var (code, measures) = (row.Key.HttpCode, row.Measures);
        Array.Clear(_measures);
        _measures[(int)Measure.Requests] = measures.Count;
        _measures[(int)Measure.Slow] = measures.Slow;
        _measures[(int)Measure.Limited] = measures.Throttled;
        _measures[(int)Measure.RtCount] = measures.RtCount;
        _measures[(int)Measure.RtSum] = measures.RtSum;
        _measures[(int)Measure.RtMax] = measures.RtMax;
        if (code is >= 200 and <= 299) _measures[(int)Measure.Http2xx] = measures.Count;
        if (code is >= 300 and <= 399) _measures[(int)Measure.Http3xx] = measures.Count;
        if (code is >= 400 and <= 499) _measures[(int)Measure.Http4xx] = measures.Count;
        if (code is >= 500 and <= 599) _measures[(int)Measure.Http5xx] = measures.Count;
        if (code == 503) _measures[(int)Measure.Http503] = measures.Count;
    }
}
