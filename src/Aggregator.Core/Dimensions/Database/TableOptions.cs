namespace Aggregator.Core.Dimensions.Database;

/// <summary><c>mysql:</c> of one table: what it and its columns are called in the database.</summary>
public abstract record TableOptions
{
    /// <summary>The table's name, with its schema before a dot when that is another one; the design's name unless given.</summary>
    public string? Table { get; init; }

    /// <summary>Our column names to the table's own, for those that differ: <c>{ local_ip: node_ip }</c>.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A table of which rows are looked up as they are needed.</summary>
public sealed record LookupTableOptions : TableOptions;

/// <summary>A table that is read whole.</summary>
public sealed record WholeTableOptions : TableOptions
{
    /// <summary>
    /// A column that changes with its row, such as a TIMESTAMP with ON UPDATE: between whole readings, only rows that are
    /// newer are read.
    /// </summary>
    public string? UpdatedAt { get; init; }

    /// <summary>A SELECT of one's own that returns our column names, instead of <c>table</c> and <c>columns</c>.</summary>
    public string? Query { get; init; }
}
