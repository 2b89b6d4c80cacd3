using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Core.Dimensions;

/// <summary>Where a dimension table comes from: a file, or the database at <c>dimensions.mysql</c>.</summary>
public abstract record DimensionOptions
{
    /// <summary>A CSV file whose header names the table's columns; relative to the configuration's folder.</summary>
    public string? Csv { get; init; }
}

/// <summary><c>dimensions.clusters:</c> and <c>dimensions.apis:</c> a table that is held whole.</summary>
public sealed record HeldDimensionOptions : DimensionOptions
{
    /// <summary>The table in the database.</summary>
    public WholeTableOptions? Mysql { get; init; }
}
