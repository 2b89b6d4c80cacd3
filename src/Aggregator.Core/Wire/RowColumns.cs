using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>The rows of a chunk: how many, then a column each of their keys, then their measures.</summary>
internal static class RowColumns
{
    /// <summary>Writes a part of a block's rows, which are in the order of <see cref="Row.Compare"/>, all different.</summary>
    public static void Write(WireWriter writer, RowBlock block, Range rows, ColumnRoom room)
    {
        var windowStarts = block.WindowStartMs.AsSpan(rows);
        writer.Count(windowStarts.Length);
        if (windowStarts.IsEmpty) return;
        IntegerColumn.Write(writer, windowStarts);
        LabelColumn.WriteTexts(writer, block.Product, rows, room);
        LabelColumn.WriteTexts(writer, block.Api, rows, room);
        LabelColumn.WriteTexts(writer, block.Version, rows, room);
        LabelColumn.WriteTexts(writer, block.RegionId, rows, room);
        LabelColumn.WriteTexts(writer, block.AppGroup, rows, room);
        LabelColumn.WriteTexts(writer, block.BizRegionId, rows, room);
        LabelColumn.WriteCodes(writer, block.HttpCode, rows, room);
        LabelColumn.WriteTexts(writer, block.ErrorCode, rows, room);
        LabelColumn.WriteLevels(writer, block.Level, rows, room);
        LabelColumn.WriteUids(writer, block.CallerUid, rows, room);
        MeasureColumns.Write(writer, block.Measures, rows, room);
    }

    /// <summary>Reads rows.</summary>
    public static RowBlock Read(ref WireReader reader)
    {
        // Neighbours differ in some column, which then takes a byte: there are never more rows than bytes.
        var count = reader.Items();
        if (count == 0) return RowBlock.Empty;
        var block = new RowBlock
        {
            WindowStartMs = IntegerColumn.Read(ref reader, count),
            Product = LabelColumn.ReadTexts(ref reader, count),
            Api = LabelColumn.ReadTexts(ref reader, count),
            Version = LabelColumn.ReadTexts(ref reader, count),
            RegionId = LabelColumn.ReadTexts(ref reader, count),
            AppGroup = LabelColumn.ReadTexts(ref reader, count),
            BizRegionId = LabelColumn.ReadTexts(ref reader, count),
            HttpCode = LabelColumn.ReadCodes(ref reader, count),
            ErrorCode = LabelColumn.ReadTexts(ref reader, count),
            Level = LabelColumn.ReadLevels(ref reader, count),
            CallerUid = LabelColumn.ReadUids(ref reader, count),
            Measures = MeasureColumns.Read(ref reader, count),
        };
        reader.Require(reader.Failed || !HasRepeats(block));
        return reader.Failed ? RowBlock.Empty : block;
    }

    /// <summary>Whether a row has the group and level of the one before it. Nearly always the uid alone, the last in the order, tells.</summary>
    private static bool HasRepeats(RowBlock block)
    {
        var uids = block.CallerUid.Numbers;
        for (var row = 1; row < uids.Length; row++)
        {
            if (uids[row] == uids[row - 1] && block.Compare(row - 1, row) == 0) return true;
        }
        return false;
    }
}
