namespace Aggregator.Core.Dimensions;

/// <summary>Where a dimension table comes from.</summary>
public sealed record DimensionOptions
{
    /// <summary>A CSV file whose header names the table's columns; relative to the configuration's folder.</summary>
    public string? Csv { get; init; }
}
