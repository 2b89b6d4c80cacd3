using System.Text;
using Aggregator.Core.Dimensions;

namespace Aggregator.Commands.Dimensions;

/// <summary>The rows of a CSV file, as a database takes them.</summary>
internal static class CsvTableRows
{
    /// <summary>Reads the rows, one at a time.</summary>
    /// <exception cref="DimensionException">The file cannot be read, is no CSV, or has a row without a key.</exception>
    public static IEnumerable<CsvTableRow> Read(CsvTable table)
    {
        using var csv = new CsvReader(table.Path, [.. table.Columns]);
        while (csv.Read())
        {
            var values = new string?[table.Columns.Count];
            for (var i = 0; i < values.Length; i++) values[i] = ValueOf(table, csv, i);
            yield return new CsvTableRow(csv.Line, values);
        }
    }

    private static string? ValueOf(CsvTable table, CsvReader csv, int column)
    {
        if (!csv[column].IsEmpty) return Encoding.UTF8.GetString(csv[column]);
        if (column < table.Schema.RequiredColumns) throw csv.Problem($"{table.Columns[column]} is empty; fill it in or remove the row");
        // What a row is looked up by cannot be NULL.
        return column < table.Schema.KeyColumns ? "" : null;
    }
}

/// <summary>A row of a file: the line it begins on, and its values in the order of the columns; null for an empty one.</summary>
internal readonly record struct CsvTableRow(long Line, string?[] Values);
