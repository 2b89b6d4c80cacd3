using System.Text;
using Aggregator.Core.Dimensions;
using Microsoft.VisualBasic.FileIO;

namespace Aggregator.Configuration;

/// <summary>A CSV file of a dimension table, as far as a configuration's check goes: its header and how many rows it has.</summary>
internal sealed class TableFile : IDisposable
{
    private readonly TextFieldParser _parser;

    /// <summary>Opens the file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public TableFile(string path)
    {
        _parser = new TextFieldParser(path, Encoding.UTF8) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
    }

    /// <summary>The columns of each table of <c>dimensions:</c>, by the table's name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Columns { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["clusters"] = ["local_ip", "app_group", "region_id"],
        ["tenants"] = ["uid", "gc_level"],
        ["apis"] = ["product", "api", "version", "priority", "biz_domain"],
    };

    /// <summary>The tables that a configuration names, by name.</summary>
    public static IEnumerable<(string Name, DimensionOptions? Table)> TablesOf(DimensionsOptions dimensions) =>
        [("clusters", dimensions.Clusters), ("tenants", dimensions.Tenants), ("apis", dimensions.Apis)];

    /// <summary>What is wrong with the header of a table, or null. Reads the first row.</summary>
    public string? CheckHeader(string table)
    {
        var header = _parser.ReadFields() ?? [];
        var missing = Columns[table].Except(header, StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return null;
        return $"has no column {string.Join(", ", missing)} in its first line; write the header {string.Join(",", Columns[table])}";
    }

    /// <summary>Rows from here to the end.</summary>
    public long CountRows()
    {
        var rows = 0L;
        while (_parser.ReadFields() is not null) rows++;
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => _parser.Dispose();
}
