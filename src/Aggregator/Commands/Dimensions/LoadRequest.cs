namespace Aggregator.Commands.Dimensions;

/// <summary>What <c>dimensions load</c> was asked for.</summary>
/// <param name="Table">The file, and which table it fills.</param>
/// <param name="Target">Where that is.</param>
internal sealed record LoadRequest(CsvTable Table, LoadTarget Target)
{
    /// <summary>The table is made when it is not there.</summary>
    public bool Create { get; init; }

    /// <summary>Rows that the file does not have are removed.</summary>
    public bool Replace { get; init; }
}
