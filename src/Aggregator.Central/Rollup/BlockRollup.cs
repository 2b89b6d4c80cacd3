using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>
/// Adds the rows of blocks to the tables of all namespaces. Neighbours that have window, product, API, version and both
/// regions in common are added up first; a label set is looked up by its values once in a block, and by the numbers of its
/// values from then on. What comes of it is what adding row by row comes to, in the order of the rows.
/// </summary>
internal sealed class BlockRollup(RollupTables tables)
{
    /// <summary>Parts that are looked up at once.</summary>
    private const int MostParts = 64;

    private readonly Part[] _parts = new Part[MostParts];
    private readonly uint[] _hashes = new uint[MostParts];
    private readonly int[] _apiIds = new int[MostParts];
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
        for (var from = 0; from < block.Count;)
        {
            var parts = _parts.AsSpan(0, Cut(block, from));
            foreach (ref var part in parts) part.IsLate = block.WindowStartMs[part.From] < lateBeforeMs;
            LookUp(block, parts);
            foreach (ref readonly var part in parts) Add(block, in part, context);
            from = parts[^1].To;
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

    /// <summary>
    /// Cuts the rows that follow into parts of neighbours that have window, product, API, version and both regions in common.
    /// </summary>
    /// <returns>How many parts, at most <see cref="MostParts"/>.</returns>
    private int Cut(RowBlock block, int from)
    {
        var count = 0;
        for (; count < MostParts && from < block.Count; count++)
        {
            var to = from + 1;
            while (to < block.Count && AreAlike(block, from, to)) to++;
            _parts[count] = new Part { From = from, To = to };
            from = to;
        }
        return count;
    }

    // Memory is asked for ahead, for many label sets at once: merging 1.5 million series waits for little else. What is looked at
    // first changes nothing; label sets are admitted in the order of the rows.
    private void LookUp(RowBlock block, Span<Part> parts)
    {
        var unseen = 0;
        foreach (ref var part in parts)
        {
            if (part.IsLate || ApiPlace(block, part.From) != CombinationTable.Unseen) continue;
            part.ApiKey = tables.ApiKey(block.Product[part.From], block.Api[part.From], block.Version[part.From]);
            part.ApiHash = _hashes[unseen++] = LabelIndex.HashOf(part.ApiKey);
        }
        tables.Api.TouchIndex(_hashes.AsSpan(0, unseen));
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i].Product = ProductOf(block, parts[i].From);
            _apiIds[i] = parts[i].Api = parts[i].IsLate ? RollupTable.Refused : ApiOf(block, in parts[i]);
        }
        tables.Api.Touch(_apiIds.AsSpan(0, parts.Length), block.WindowStartMs[parts[0].From]);
        _tenants.Prepare(parts[0].From, parts[^1].To);
    }

    private void Add(RowBlock block, in Part part, MergeContext context)
    {
        var startMs = block.WindowStartMs[part.From];
        _tenants.BeginWindow(startMs);
        _sums.Take(block, part.From, part.To);
        var product = IdOf(tables.Product, part.Product, block, part.From);
        if (part.IsLate)
        {
            tables.Product.AddLate(product, context, _sums.Measures);
            return;
        }
        _latencies.Take(block.Measures, part.From, part.To);
        tables.Product.Add(product, context, startMs, _sums.Measures, _latencies.Buckets);
        tables.Api.Add(IdOf(tables.Api, part.Api, block, part.From), context, startMs, _sums.Measures, _latencies.Buckets);
        AddErrors(block, part.From, part.To, context);
        _tenants.Add(part.From, part.To);
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
        return id;
    }

    private int ApiOf(RowBlock block, in Part part)
    {
        ref var id = ref ApiPlace(block, part.From);
        if (id == CombinationTable.Unseen) id = tables.Api.Admit(part.ApiKey, part.ApiHash);
        return id;
    }

    private ref int ApiPlace(RowBlock block, int row) =>
        ref _apis[block.Product.Numbers[row], block.Api.Numbers[row], block.Version.Numbers[row]];

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

    private static bool AreAlike(RowBlock block, int left, int right) =>
        block.Api.Numbers[left] == block.Api.Numbers[right]
        && block.Product.Numbers[left] == block.Product.Numbers[right]
        && block.Version.Numbers[left] == block.Version.Numbers[right]
        && block.RegionId.Numbers[left] == block.RegionId.Numbers[right]
        && block.BizRegionId.Numbers[left] == block.BizRegionId.Numbers[right]
        && block.WindowStartMs[left] == block.WindowStartMs[right];

    /// <summary>Rows from <see cref="From"/> to before <see cref="To"/> that most tables need not tell apart.</summary>
    private struct Part
    {
        public int From;
        public int To;
        public bool IsLate;

        /// <summary>Label sets, or <see cref="RollupTable.Refused"/>.</summary>
        public int Product;
        public int Api;

        /// <summary>Where the API was unseen when the part was cut.</summary>
        public LabelKey ApiKey;
        public uint ApiHash;
    }
}
