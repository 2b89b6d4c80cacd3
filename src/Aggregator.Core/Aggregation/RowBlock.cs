namespace Aggregator.Core.Aggregation;

/// <summary>
/// Rows in columns, in the order of <see cref="Row.Compare"/> as they lie in a chunk of the compact topic: hundreds of thousands of rows in a few
/// arrays. A <see cref="Row"/> is made of it only for those who ask for one. Nothing changes once it is made.
/// </summary>
public sealed record RowBlock
{
    /// <summary>No rows.</summary>
    public static RowBlock Empty { get; } = Of([]);

    /// <summary>How many rows.</summary>
    public int Count => WindowStartMs.Length;

    /// <inheritdoc cref="GroupKey.WindowStartMs"/>
    public required long[] WindowStartMs { get; init; }

    /// <inheritdoc cref="GroupKey.Product"/>
    public required DictionaryColumn<string> Product { get; init; }

    /// <inheritdoc cref="GroupKey.Api"/>
    public required DictionaryColumn<string> Api { get; init; }

    /// <inheritdoc cref="GroupKey.Version"/>
    public required DictionaryColumn<string> Version { get; init; }

    /// <inheritdoc cref="GroupKey.RegionId"/>
    public required DictionaryColumn<string> RegionId { get; init; }

    /// <inheritdoc cref="GroupKey.AppGroup"/>
    public required DictionaryColumn<string> AppGroup { get; init; }

    /// <inheritdoc cref="GroupKey.BizRegionId"/>
    public required DictionaryColumn<string> BizRegionId { get; init; }

    /// <inheritdoc cref="GroupKey.HttpCode"/>
    public required DictionaryColumn<int> HttpCode { get; init; }

    /// <inheritdoc cref="GroupKey.ErrorCode"/>
    public required DictionaryColumn<string> ErrorCode { get; init; }

    /// <inheritdoc cref="Row.Level"/>
    public required DictionaryColumn<TenantLevel> Level { get; init; }

    /// <inheritdoc cref="GroupKey.CallerUid"/>
    public required DictionaryColumn<string> CallerUid { get; init; }

    /// <inheritdoc cref="Row.Measures"/>
    public required PartialColumns Measures { get; init; }

    /// <summary>A row, made anew.</summary>
    public Row this[int row] => new(KeyOf(row), Level[row], Measures[row]);

    /// <summary>A row's group.</summary>
    public GroupKey KeyOf(int row) => new(
        WindowStartMs[row], Product[row], Api[row], Version[row], CallerUid[row], RegionId[row], AppGroup[row],
        HttpCode[row], ErrorCode[row], BizRegionId[row]);

    /// <summary>The block of these rows, in their order.</summary>
    public static RowBlock Of(IReadOnlyList<Row> rows) => new()
    {
        WindowStartMs = [.. rows.Select(row => row.Key.WindowStartMs)],
        Product = DictionaryColumn.Of(rows, row => row.Key.Product),
        Api = DictionaryColumn.Of(rows, row => row.Key.Api),
        Version = DictionaryColumn.Of(rows, row => row.Key.Version),
        RegionId = DictionaryColumn.Of(rows, row => row.Key.RegionId),
        AppGroup = DictionaryColumn.Of(rows, row => row.Key.AppGroup),
        BizRegionId = DictionaryColumn.Of(rows, row => row.Key.BizRegionId),
        HttpCode = DictionaryColumn.Of(rows, row => row.Key.HttpCode),
        ErrorCode = DictionaryColumn.Of(rows, row => row.Key.ErrorCode),
        Level = DictionaryColumn.Of(rows, row => row.Level),
        CallerUid = DictionaryColumn.Of(rows, row => row.Key.CallerUid),
        Measures = PartialColumns.Of([.. rows.Select(row => row.Measures)]),
    };

    /// <summary>The rows of these blocks, one after the other.</summary>
    public static RowBlock Join(IReadOnlyList<RowBlock> blocks) => new()
    {
        WindowStartMs = JoinedColumn.Of(blocks, block => block.WindowStartMs),
        Product = DictionaryColumn.Join([.. blocks.Select(block => block.Product)]),
        Api = DictionaryColumn.Join([.. blocks.Select(block => block.Api)]),
        Version = DictionaryColumn.Join([.. blocks.Select(block => block.Version)]),
        RegionId = DictionaryColumn.Join([.. blocks.Select(block => block.RegionId)]),
        AppGroup = DictionaryColumn.Join([.. blocks.Select(block => block.AppGroup)]),
        BizRegionId = DictionaryColumn.Join([.. blocks.Select(block => block.BizRegionId)]),
        HttpCode = DictionaryColumn.Join([.. blocks.Select(block => block.HttpCode)]),
        ErrorCode = DictionaryColumn.Join([.. blocks.Select(block => block.ErrorCode)]),
        Level = DictionaryColumn.Join([.. blocks.Select(block => block.Level)]),
        CallerUid = DictionaryColumn.Join([.. blocks.Select(block => block.CallerUid)]),
        Measures = PartialColumns.Join([.. blocks.Select(block => block.Measures)]),
    };

    /// <summary>The block of these rows of this one, in this order.</summary>
    public RowBlock Pick(int[] rows) => Pick(rows, Measures.Merge(rows, [.. Enumerable.Range(0, rows.Length)]));

    /// <summary>The block with the keys of these rows, and these measures.</summary>
    internal RowBlock Pick(int[] rows, PartialColumns measures) => new()
    {
        WindowStartMs = Array.ConvertAll(rows, row => WindowStartMs[row]),
        Product = Product.Pick(rows),
        Api = Api.Pick(rows),
        Version = Version.Pick(rows),
        RegionId = RegionId.Pick(rows),
        AppGroup = AppGroup.Pick(rows),
        BizRegionId = BizRegionId.Pick(rows),
        HttpCode = HttpCode.Pick(rows),
        ErrorCode = ErrorCode.Pick(rows),
        Level = Level.Pick(rows),
        CallerUid = CallerUid.Pick(rows),
        Measures = measures,
    };

    /// <summary><see cref="Row.Compare"/> of two rows, which asks for texts only where their numbers differ.</summary>
    public int Compare(int left, int right)
    {
        var order = WindowStartMs[left].CompareTo(WindowStartMs[right]);
        if (order == 0) order = CompareTexts(Product, left, right);
        if (order == 0) order = CompareTexts(Api, left, right);
        if (order == 0) order = CompareTexts(Version, left, right);
        if (order == 0) order = CompareTexts(RegionId, left, right);
        if (order == 0) order = CompareTexts(AppGroup, left, right);
        if (order == 0) order = CompareTexts(BizRegionId, left, right);
        if (order == 0) order = HttpCode[left].CompareTo(HttpCode[right]);
        if (order == 0) order = CompareTexts(ErrorCode, left, right);
        if (order == 0) order = TenantLevel.Compare(Level[left], Level[right]);
        if (order == 0) order = CompareTexts(CallerUid, left, right);
        return order;
    }

    private static int CompareTexts(in DictionaryColumn<string> column, int left, int right) =>
        column.Numbers[left] == column.Numbers[right] ? 0 : string.CompareOrdinal(column[left], column[right]);
}
