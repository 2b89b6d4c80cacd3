using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>
/// Adds the rows of blocks to the tables of all namespaces. Neighbours that have window, product, API, version and both
/// regions in common are added up first; a label set is looked up by its values once in a block, and by the numbers of its
/// values from then on. What comes of it is what adding row by row comes to, in the order of the rows.
/// </summary>
internal sealed class BlockRollup(RollupTables tables)
{
    private readonly CombinationTable _products = new();
    private readonly CombinationTable _apis = new();
    private readonly CombinationTable _httpCodes = new();
    private readonly CombinationTable _errorCodes = new();
    private readonly TenantCells _tenants = new(tables.Tenant, tables.Levels);
    private readonly RowSums _sums = new();
    private readonly LatencySums _latencies = new();

    /// <summary>Adds all rows of a block.</summary>
    /// <param name="block">The rows; fast where neighbours have much in common, right whatever their order.</param>
    /// <param name="context">Who adds them, and when.</param>
    /// <param name="lateBeforeMs">Rows of windows that begin before are late: they are added to their products' late counters, and to nothing else.</param>
    public void Add(RowBlock block, MergeContext context, long lateBeforeMs)
    {
        Begin(block, context);
        for (int from = 0, to; from < block.Count; from = to)
        {
            to = EndOfAlike(block, from);
            var startMs = block.WindowStartMs[from];
            _tenants.BeginWindow(startMs);
            if (startMs < lateBeforeMs) AddLate(block, from, to, context);
            else Add(block, from, to, context);
        }
        _tenants.End();
    }

    private void Begin(RowBlock block, MergeContext context)
    {
        _products.Clear();
        _apis.Clear();
        _httpCodes.Clear();
        _errorCodes.Clear();
        _tenants.Begin(block, context);
    }

    private void Add(RowBlock block, int from, int to, MergeContext context)
    {
        var startMs = block.WindowStartMs[from];
        _sums.Take(block, from, to);
        _latencies.Take(block.Measures, from, to);
        tables.Product.Add(ProductOf(block, from), context, startMs, _sums.Measures, _latencies.Buckets);
        tables.Api.Add(ApiOf(block, from), context, startMs, _sums.Measures, _latencies.Buckets);
        AddErrors(block, from, to, context);
        _tenants.Add(from, to);
    }

    private void AddLate(RowBlock block, int from, int to, MergeContext context)
    {
        _sums.Take(block, from, to);
        tables.Product.AddLate(ProductOf(block, from), context, _sums.Measures);
    }

    /// <summary>Adds what <see cref="RowSums"/> do not have in common: the rows with an error, by their codes.</summary>
    private void AddErrors(RowBlock block, int from, int to, MergeContext context)
    {
        var (codes, errors) = (block.HttpCode.Numbers, block.ErrorCode.Numbers);
        for (int row = from, end; row < to; row = end)
        {
            end = row + 1;
            while (end < to && codes[end] == codes[row] && errors[end] == errors[row]) end++;
            var (isHttpError, hasErrorCode) = (block.HttpCode[row] >= 400, block.ErrorCode[row].Length > 0);
            if (!isHttpError && !hasErrorCode) continue;
            _sums.Take(block, row, end);
            var startMs = block.WindowStartMs[row];
            if (isHttpError) tables.HttpCode.Add(HttpCodeOf(block, row), context, startMs, _sums.Measures, default);
            if (hasErrorCode) tables.ErrorCode.Add(ErrorCodeOf(block, row), context, startMs, _sums.Measures, default);
        }
    }

    private int ProductOf(RowBlock block, int row)
    {
        ref var id = ref _products[block.Product.Numbers[row], block.RegionId.Numbers[row], block.BizRegionId.Numbers[row]];
        if (id == CombinationTable.Unseen) id = tables.Product.Admit(new LabelKey(block.Product[row], block.RegionId[row], block.BizRegionId[row]));
        return IdOf(tables.Product, id, block, row);
    }

    private int ApiOf(RowBlock block, int row)
    {
        ref var id = ref _apis[block.Product.Numbers[row], block.Api.Numbers[row], block.Version.Numbers[row]];
        if (id == CombinationTable.Unseen) id = tables.Api.Admit(tables.ApiKey(block.Product[row], block.Api[row], block.Version[row]));
        return IdOf(tables.Api, id, block, row);
    }

    private int HttpCodeOf(RowBlock block, int row)
    {
        ref var id = ref _httpCodes[block.Product.Numbers[row], block.Api.Numbers[row], block.HttpCode.Numbers[row]];
        if (id == CombinationTable.Unseen) id = tables.HttpCode.Admit(new LabelKey(block.Product[row], block.Api[row], CodeText.Of(block.HttpCode[row])));
        return IdOf(tables.HttpCode, id, block, row);
    }

    private int ErrorCodeOf(RowBlock block, int row)
    {
        ref var id = ref _errorCodes[block.Product.Numbers[row], block.Api.Numbers[row], block.ErrorCode.Numbers[row]];
        if (id == CombinationTable.Unseen) id = tables.ErrorCode.Admit(new LabelKey(block.Product[row], block.Api[row], block.ErrorCode[row]));
        return IdOf(tables.ErrorCode, id, block, row);
    }

    /// <summary>The admitted label set, or the one that takes what was refused, which is counted each time.</summary>
    private int IdOf(RollupTable table, int admitted, RowBlock block, int row) =>
        admitted != RollupTable.Refused ? admitted : table.Refuse(block.Product[row], _sums.Requests);

    /// <summary>The end of the neighbours that are in the same window and have product, API, version and both regions in common.</summary>
    private static int EndOfAlike(RowBlock block, int from)
    {
        var end = from + 1;
        while (end < block.Count && AreAlike(block, from, end)) end++;
        return end;
    }

    private static bool AreAlike(RowBlock block, int left, int right) =>
        block.Api.Numbers[left] == block.Api.Numbers[right]
        && block.Product.Numbers[left] == block.Product.Numbers[right]
        && block.Version.Numbers[left] == block.Version.Numbers[right]
        && block.RegionId.Numbers[left] == block.RegionId.Numbers[right]
        && block.BizRegionId.Numbers[left] == block.BizRegionId.Numbers[right]
        && block.WindowStartMs[left] == block.WindowStartMs[right];
}
