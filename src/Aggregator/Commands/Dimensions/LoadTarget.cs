using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Commands.Dimensions;

/// <summary>Which table of which server is filled.</summary>
/// <param name="Server">How to reach it.</param>
/// <param name="Table">The table's name, with its schema before a dot when that is another one.</param>
/// <param name="Columns">Our column names to the table's own, for those that differ.</param>
internal sealed record LoadTarget(DatabaseOptions Server, string Table, IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>The table, as SQL names it.</summary>
    public string QuotedTable => SqlName.QuoteTable(Table);

    /// <summary>The table's own name of a column of ours, as SQL names it.</summary>
    public string Column(string name) => SqlName.Quote(Columns.GetValueOrDefault(name, name));
}
