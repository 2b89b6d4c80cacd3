using Aggregator.Core.Aggregation.Ordering;

namespace Aggregator.Core.Aggregation;

/// <summary>Merges rows that lie in columns, without making objects of them.</summary>
public static class RowMerge
{
    /// <summary>
    /// All rows of these blocks, in the order of <see cref="Row.Compare"/>; those of one group and level are merged into one.
    /// </summary>
    public static RowBlock Of(IReadOnlyList<RowBlock> blocks)
    {
        var joined = RowBlock.Join(blocks);
        var rows = InOrder(joined);
        var starts = new List<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if (i == 0 || joined.Compare(rows[i - 1], rows[i]) != 0) starts.Add(i);
        }
        return joined.Pick([.. starts.Select(start => rows[start])], joined.Measures.Merge(rows, [.. starts]));
    }

    /// <summary>The rows of a block in the order of <see cref="Row.Compare"/>; those that are equal by it keep theirs.</summary>
    public static int[] InOrder(RowBlock block)
    {
        // From the part that decides last to the one that decides first.
        var order = new RankOrder(block.Count);
        ByTexts(block.CallerUid);
        order.By(block.Level.Numbers, Ranks.Of(block.Level.Values, TenantLevel.Compare));
        ByTexts(block.ErrorCode);
        order.By(block.HttpCode.Numbers, Ranks.Of(block.HttpCode.Values, (a, b) => a - b));
        ByTexts(block.BizRegionId);
        ByTexts(block.AppGroup);
        ByTexts(block.RegionId);
        ByTexts(block.Version);
        ByTexts(block.Api);
        ByTexts(block.Product);
        var windows = DictionaryColumn.Of(block.WindowStartMs, start => start);
        order.By(windows.Numbers, Ranks.Of(windows.Values, (a, b) => a.CompareTo(b)));
        return order.Places();

        void ByTexts(DictionaryColumn<string> column) => order.By(column.Numbers, Ranks.Of(column.Values));
    }
}
