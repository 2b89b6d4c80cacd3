using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Commands.Dimensions;

/// <summary>A CSV file and the table that it fills.</summary>
/// <param name="Path">The file.</param>
/// <param name="Schema">The table.</param>
/// <param name="Columns">The table's columns that the file has, those of the key first.</param>
internal sealed record CsvTable(string Path, TableSchema Schema, IReadOnlyList<string> Columns)
{
    // In the table and no use to a job: loaded when the file has it.
    private const string BusinessDomain = "biz_domain";

    /// <summary>All tables.</summary>
    public static IReadOnlyList<TableSchema> Schemas { get; } = [TableSchema.Clusters, TableSchema.Tenants, TableSchema.Apis];

    /// <summary>Columns of the table that a file need not have.</summary>
    public static IReadOnlyList<string> ExtraOf(TableSchema schema) => schema == TableSchema.Apis ? [BusinessDomain] : [];

    /// <summary>Reads the file's header for the columns; unless the table is given, they tell it.</summary>
    /// <exception cref="DimensionException">The file cannot be read, lacks a column, or has the columns of no table or of several.</exception>
    public static CsvTable Open(string path, TableSchema? schema)
    {
        var header = CsvReader.HeaderOf(path);
        schema ??= Fitting(path, header);
        var columns = (IReadOnlyList<string>)[.. schema.Columns, .. ExtraOf(schema).Where(header.Contains)];
        using var csv = new CsvReader(path, [.. columns]);
        return new CsvTable(path, schema, columns);
    }

    private static TableSchema Fitting(string path, IReadOnlyList<string> header)
    {
        var fitting = Schemas.Where(schema => schema.Columns.All(header.Contains)).ToList();
        if (fitting.Count == 1) return fitting[0];
        var wanted = string.Join("; ", Schemas.Select(schema => $"{schema.Name} {string.Join(',', schema.Columns)}"));
        throw new DimensionException(
            path, 1, $"the header ({string.Join(',', header)}) fits {(fitting.Count == 0 ? "no table" : "several tables")}; give it the columns of one ({wanted}), or name the table with --table");
    }
}
