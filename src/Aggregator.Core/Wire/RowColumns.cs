using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>The rows of a chunk: how many, then a column each of their keys, then their measures.</summary>
internal static class RowColumns
{
    /// <summary>Writes rows, which are in the order of <see cref="Row.Compare"/>, all different.</summary>
    public static void Write(WireWriter writer, ArraySegment<Row> rows)
    {
        writer.Count(rows.Count);
        if (rows.Count == 0) return;
        IntegerColumn.Write(writer, Column(rows, row => row.Key.WindowStartMs));
        LabelColumn.WriteTexts(writer, Column(rows, row => row.Key.Product));
        LabelColumn.WriteTexts(writer, Column(rows, row => row.Key.Api));
        LabelColumn.WriteTexts(writer, Column(rows, row => row.Key.Version));
        LabelColumn.WriteTexts(writer, Column(rows, row => row.Key.RegionId));
        LabelColumn.WriteTexts(writer, Column(rows, row => row.Key.AppGroup));
        LabelColumn.WriteTexts(writer, Column(rows, row => row.Key.BizRegionId));
        LabelColumn.WriteCodes(writer, Column(rows, row => row.Key.HttpCode));
        LabelColumn.WriteTexts(writer, Column(rows, row => row.Key.ErrorCode));
        LabelColumn.WriteLevels(writer, Column(rows, row => row.Level));
        LabelColumn.WriteUids(writer, Column(rows, row => row.Key.CallerUid));
        MeasureColumns.Write(writer, Column(rows, row => row.Measures));
    }

    /// <summary>Reads rows.</summary>
    public static Row[] Read(ref WireReader reader)
    {
        // Two different rows differ in some column, which then takes a byte: there are never more rows than bytes.
        var count = reader.Items();
        if (count == 0) return [];
        var windowStarts = IntegerColumn.Read(ref reader, count);
        var products = LabelColumn.ReadTexts(ref reader, count);
        var apis = LabelColumn.ReadTexts(ref reader, count);
        var versions = LabelColumn.ReadTexts(ref reader, count);
        var regionIds = LabelColumn.ReadTexts(ref reader, count);
        var appGroups = LabelColumn.ReadTexts(ref reader, count);
        var bizRegionIds = LabelColumn.ReadTexts(ref reader, count);
        var httpCodes = LabelColumn.ReadCodes(ref reader, count);
        var errorCodes = LabelColumn.ReadTexts(ref reader, count);
        var levels = LabelColumn.ReadLevels(ref reader, count);
        var uids = LabelColumn.ReadUids(ref reader, count);
        var measures = MeasureColumns.Read(ref reader, count);
        if (reader.Failed) return [];

        var rows = new Row[count];
        for (var i = 0; i < count; i++)
        {
            var key = new GroupKey(
                windowStarts[i], products[i], apis[i], versions[i], uids[i], regionIds[i], appGroups[i],
                httpCodes[i], errorCodes[i], bizRegionIds[i]);
            rows[i] = new Row(key, levels[i], measures[i]);
        }
        return rows;
    }

    private static T[] Column<T>(ReadOnlySpan<Row> rows, Func<Row, T> value)
    {
        var column = new T[rows.Length];
        for (var i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        return column;
    }
}
