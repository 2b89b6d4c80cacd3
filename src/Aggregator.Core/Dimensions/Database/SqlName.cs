namespace Aggregator.Core.Dimensions.Database;

/// <summary>Names of tables and columns as SQL takes them, whatever is in them.</summary>
public static class SqlName
{
    /// <summary>A name between backticks; its own are doubled.</summary>
    public static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>A table's name, with its schema before the first dot.</summary>
    public static string QuoteTable(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? $"{Quote(name[..dot])}.{Quote(name[(dot + 1)..])}" : Quote(name);
}
